/**
 * Writes rows in the binary COPY format into one buffer (Postgres manual, COPY, "Binary Format").
 * A class, and methods without checks, because it is the inner loop of loading: the server takes
 * about a microsecond a row, and rows must never keep it waiting.
 */
export class CopyWriter {
  readonly bytes: Buffer;
  /** Bytes written so far. */
  at = 0;
  readonly #view: DataView;

  constructor(capacityBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacityBytes);
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacityBytes);
  }

  /** Signature, flags and an empty header extension. */
  header(): void {
    this.at += this.bytes.write('PGCOPY\n\xff\r\n\0', this.at, 'latin1');
    this.#view.setInt32(this.at, 0);
    this.#view.setInt32(this.at + 4, 0);
    this.at += 8;
  }

  /** Begins a row of so many fields. */
  row(fields: number): void {
    this.#view.setInt16(this.at, fields);
    this.at += 2;
  }

  /** Ends the data. */
  trailer(): void {
    this.row(-1);
  }

  nothing(): void {
    this.#view.setInt32(this.at, -1);
    this.at += 4;
  }

  /** `integer`, and `date` as days since 2000-01-01. */
  int32(value: number): void {
    this.#view.setInt32(this.at, 4);
    this.#view.setInt32(this.at + 4, value);
    this.at += 8;
  }

  /** `bigint`, and `timestamptz` as microseconds since 2000-01-01 UTC. A safe integer >= 0. */
  int64(value: number): void {
    this.#view.setInt32(this.at, 8);
    this.#view.setUint32(this.at + 4, Math.floor(value / 4_294_967_296));
    this.#view.setUint32(this.at + 8, value >>> 0);
    this.at += 12;
  }

  /** `uuid`: the 16 bytes of `ids` from `index * 16`. */
  uuid(ids: Uint8Array, index: number): void {
    this.#view.setInt32(this.at, 16);
    this.at += 4;
    const from = index * 16;
    for (let byte = 0; byte < 16; byte++) {
      this.bytes[this.at + byte] = ids[from + byte] as number;
    }
    this.at += 16;
  }

  /** `text` that is already encoded. */
  text(encoded: Uint8Array): void {
    const length = encoded.length;
    this.#view.setInt32(this.at, length);
    this.at += 4;
    // For short texts a loop beats TypedArray.set.
    for (let byte = 0; byte < length; byte++) {
      this.bytes[this.at + byte] = encoded[byte] as number;
    }
    this.at += length;
  }

  /** `text`: a prefix and a number padded with zeros to `digits`. */
  numberedText(prefix: Uint8Array, value: number, digits: number): void {
    this.text(prefix);
    this.#view.setInt32(this.at - prefix.length - 4, prefix.length + digits);
    let rest = value;
    for (let digit = digits - 1; digit >= 0; digit--) {
      this.bytes[this.at + digit] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.at += digits;
  }

  /**
   * `numeric` with two decimals, given in hundredths: a safe integer >= 0.
   * Base-10,000 digits, most significant first, without trailing zeros (src numeric.c, numeric_send).
   */
  numericHundredths(value: number): void {
    const start = this.at;
    const whole = Math.floor(value / 100);
    const fraction = (value % 100) * 100;
    let wholeDigits = 0;
    for (let rest = whole; rest > 0; rest = Math.floor(rest / 10_000)) wholeDigits++;
    let digits = wholeDigits + (fraction > 0 ? 1 : 0);
    let rest = whole;
    for (let digit = wholeDigits - 1; digit >= 0; digit--) {
      this.#view.setInt16(start + 12 + digit * 2, rest % 10_000);
      rest = Math.floor(rest / 10_000);
    }
    if (fraction > 0) this.#view.setInt16(start + 12 + wholeDigits * 2, fraction);
    while (digits > 0 && this.#view.getInt16(start + 10 + digits * 2) === 0) digits--;
    this.#view.setInt32(start, 8 + digits * 2);
    this.#view.setInt16(start + 4, digits);
    this.#view.setInt16(start + 6, digits === 0 ? 0 : wholeDigits - 1);
    this.#view.setInt16(start + 8, 0);
    this.#view.setInt16(start + 10, 2);
    this.at = start + 12 + digits * 2;
  }
}
