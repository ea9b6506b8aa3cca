import type { DatasetSize } from '../../bench/dataset/dataset.js';
import { drawBag } from '../../bench/dataset/draw-bag.js';
import { rowRandom, scale } from '../../bench/dataset/row-random.js';
import { type TenantPlan, TINY_INVOICES } from './tenants.js';

/** Days and microseconds since 2000-01-01, as Postgres counts them. */
export const MICROS_PER_DAY = 86_400_000_000;
/** 2024-01-01; invoices are written over the two years from there. */
export const FIRST_DAY = 8_766;
const WINDOW_MICROS = 731 * MICROS_PER_DAY;

/** A tenant's n-th customer comes with the first of each so many of its invoices. */
export const INVOICES_PER_CUSTOMER = 20;

/** Lines of an invoice, by its id: two on average, and a total that is known beforehand. */
const LINES = [1, 2, 1, 3, 2, 1, 4, 2] as const;
const MOST_LINES = 4;

/** Share of all invoices that is written before the tiny tenant signs up. */
const TINY_SIGNS_UP_AFTER = 0.99;

/** Thresholds over 1,000: 50% paid, 27% draft, 20% void, 3% open, in the order of STATUSES. */
const STATUS_BELOW = [500, 770, 970] as const;

/** The invoice at hand; one object serves them all, so 20 million leave nothing to collect. */
export interface CurrentInvoice {
  tenant: number;
  /** Globally increasing, from 1. */
  invoiceId: number;
  /** Of the tenant, from 1; one greater than ever before when `newCustomer`. */
  customerId: number;
  newCustomer: boolean;
  /** Index into STATUSES. */
  status: number;
  createdAtMicros: number;
  dueOnDay: number;
  /** Index into NOTES, or beyond its end for none. */
  note: number;
  amountCents: number;
  lineCount: number;
  /** For each line: index into DESCRIPTIONS, quantity, and unit price in cents. */
  readonly description: Uint8Array;
  readonly quantity: Uint8Array;
  readonly unitPriceCents: Uint32Array;
}

export interface InvoiceSequence {
  readonly current: CurrentInvoice;
  /** Makes `current` the next invoice; false when all have been written. */
  readonly next: () => boolean;
}

/** Line items that so many invoices have. */
export function lineItemCount(invoices: number): number {
  const whole = Math.floor(invoices / LINES.length);
  let count = whole * LINES.reduce<number>((sum, lines) => sum + lines, 0);
  for (let id = whole * LINES.length + 1; id <= invoices; id++) count += linesOf(id);
  return count;
}

function linesOf(invoiceId: number): number {
  return LINES[invoiceId % LINES.length] as number;
}

/** Customers that tenants with so many invoices have. */
export function customerCount(invoicesPerTenant: Uint32Array): number {
  let count = 0;
  for (const invoices of invoicesPerTenant) count += Math.ceil(invoices / INVOICES_PER_CUSTOMER);
  return count;
}

/**
 * The life of the whole system, invoice by invoice, in the order of `created_at` and with tenants
 * interleaved. Customers, invoices and line items are three readings of this one sequence, so they
 * agree without any of them being kept.
 */
export function invoiceSequence(
  size: DatasetSize,
  seed: number,
  plan: TenantPlan,
): InvoiceSequence {
  const random = rowRandom(seed, 1);
  const tiny = size.tenants - 1;
  const established = plan.invoices.slice();
  established[tiny] = 0;
  const bag = drawBag(established);
  const tinyFrom = Math.min(
    Math.floor(size.invoices * TINY_SIGNS_UP_AFTER),
    size.invoices - TINY_INVOICES,
  );
  const written = new Uint32Array(size.tenants);
  const stepMicros = Math.floor(WINDOW_MICROS / size.invoices);
  const firstMicros = FIRST_DAY * MICROS_PER_DAY;
  let made = 0;

  const current: CurrentInvoice = {
    tenant: 0,
    invoiceId: 0,
    customerId: 0,
    newCustomer: false,
    status: 0,
    createdAtMicros: 0,
    dueOnDay: 0,
    note: 0,
    amountCents: 0,
    lineCount: 0,
    description: new Uint8Array(MOST_LINES),
    quantity: new Uint8Array(MOST_LINES),
    unitPriceCents: new Uint32Array(MOST_LINES),
  };

  const next = () => {
    if (made === size.invoices) return false;
    if (made === tinyFrom) bag.put(tiny, TINY_INVOICES);
    const tenant = bag.take(random.below(bag.remaining()));
    const earlier = written[tenant] as number;
    written[tenant] = earlier + 1;
    const customers = Math.floor(earlier / INVOICES_PER_CUSTOMER) + 1;
    const newCustomer = earlier % INVOICES_PER_CUSTOMER === 0;
    const customerBits = random.bits();
    const createdAtMicros = firstMicros + made * stepMicros + random.below(stepMicros);
    const kind = random.bits();
    const perMille = scale(kind, 1000);

    current.tenant = tenant;
    current.invoiceId = made + 1;
    current.customerId = newCustomer ? customers : 1 + scale(customerBits, customers);
    current.newCustomer = newCustomer;
    // Of few rows a draw may leave a status out, and then nothing could be proved of it.
    current.status = tenant === tiny && earlier < STATUSES ? earlier : statusOf(perMille);
    current.createdAtMicros = createdAtMicros;
    // The low bits are independent of the high ones that chose the status.
    current.dueOnDay = Math.floor(createdAtMicros / MICROS_PER_DAY) + (kind & 64 ? 30 : 14);
    current.note = kind & 31;
    current.lineCount = linesOf(made + 1);
    drawLines();
    made++;
    return true;
  };

  const drawLines = () => {
    let amountCents = 0;
    for (let line = 0; line < current.lineCount; line++) {
      const bits = random.bits();
      const quantity = 1 + ((bits >>> 4) & 7);
      const unitPriceCents = 500 + scale(bits, 19_500);
      current.description[line] = bits & 15;
      current.quantity[line] = quantity;
      current.unitPriceCents[line] = unitPriceCents;
      amountCents += quantity * unitPriceCents;
    }
    current.amountCents = amountCents;
  };

  return { current, next };
}

const STATUSES = 4;

function statusOf(perMille: number): number {
  if (perMille < STATUS_BELOW[0]) return 0;
  if (perMille < STATUS_BELOW[1]) return 1;
  return perMille < STATUS_BELOW[2] ? 2 : 3;
}
