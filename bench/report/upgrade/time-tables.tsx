import type { ComponentChildren } from 'preact';
import type { MedianRow, RatioRow } from '../../matrix/upgrade.js';
import { cellWords } from '../cells.js';
import { formatInterval, formatLatency, formatRatio } from '../format.js';
import { judgementLabel } from '../judge.js';
import type { UpgradeInput } from './input.js';
import { armWords, placeWords, presentMajors } from './places.js';

/** Ratios of RLS over WHERE, a column a version. */
export function RatioTable({ input, rows }: { input: UpgradeInput; rows: readonly RatioRow[] }) {
  const majors = presentMajors(input);
  return (
    <VersionTable of="Median latency, RLS over WHERE (95% interval)" majors={majors}>
      {rows.map((row) => (
        <tr key={JSON.stringify([placeWords(input, row), row.contrast])}>
          <th scope="row">
            {placeWords(input, row)}
            <span class="note">{row.title}</span>
            {row.apart.length > 0 && (
              <span class="note">
                Apart: {row.apart.map(({ from, to }) => `${from} and ${to}`).join('; ')}
              </span>
            )}
          </th>
          {majors.map((major) => (
            <RatioCell key={major} input={input} row={row} major={major} />
          ))}
        </tr>
      ))}
    </VersionTable>
  );
}

function RatioCell({ input, row, major }: { input: UpgradeInput; row: RatioRow; major: number }) {
  const contrast = input.contrastOf(row, major);
  if (contrast === undefined) return <td>–</td>;
  const { ratio, low, high, untrusted } = contrast;
  const version = row.versions.find((each) => each.major === major);
  return (
    <td>
      {formatRatio(ratio)}
      <small>{formatInterval(ratio, low, high)}</small>
      <small class={untrusted ? 'warning' : undefined}>{judgementLabel(contrast)}</small>
      {version?.plansDiffer && <small class="warning">plans differ</small>}
    </td>
  );
}

/** Median latencies, a column a version: an indication. */
export function MedianTable({ input, rows }: { input: UpgradeInput; rows: readonly MedianRow[] }) {
  const majors = presentMajors(input);
  return (
    <VersionTable of="Arm" majors={majors}>
      {rows.map((row) => (
        <tr key={JSON.stringify([placeWords(input, row), row.arm])}>
          <th scope="row">
            {armWords(input, row)}
            <span class="note">{cellWords(row)}</span>
          </th>
          {majors.map((major) => {
            const version = row.versions.find((each) => each.major === major);
            return <td key={major}>{version ? formatLatency(version.p50Ns) : '–'}</td>;
          })}
        </tr>
      ))}
    </VersionTable>
  );
}

/** A table with a column a version. */
function VersionTable({
  of,
  majors,
  children,
}: {
  readonly of: string;
  readonly majors: readonly number[];
  readonly children: ComponentChildren;
}) {
  return (
    <div class="scroll">
      <table class="figures upgrade">
        <thead>
          <tr>
            <th>{of}</th>
            {majors.map((major) => (
              <th key={major}>{major}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
