import type { GateFinding, GateResult, GateTiming } from '../../../gate/gate-result.js';
import type { PlanRecord } from '../../../result/journal.js';
import {
  count,
  formatDifference,
  formatInterval,
  formatLatency,
  formatRatio,
} from '../../format.js';
import { type MergedFinding, merged } from '../exporters/merged.js';
import type { OperationGroup } from '../groups.js';
import { armsWords, metricWords, ruleWords, sourcePlace } from '../words.js';
import { PlanPair } from './plans.js';

/** What changed of one operation: a table a cause with base beside head, then the pair of plans. */
export function Entry({
  result,
  plans,
  group,
  kind,
  open,
}: {
  result: GateResult;
  plans: readonly PlanRecord[];
  group: OperationGroup;
  kind: 'worse' | 'better' | 'notice';
  /** Whether its plans are unfolded. */
  open: boolean;
}) {
  const { scenario, operation, title, causes, timings } = group;
  const place = sourcePlace(group);
  return (
    <div class={`entry ${kind}`}>
      <h3>{title}</h3>
      <p class="note">
        {operation === null ? `scenario ${scenario}` : `${scenario}, ${operation}`}
        {place !== null && (
          <>
            , <code>{place}</code>
          </>
        )}
      </p>
      {causes.map((cause) => (
        <div key={cause.rule}>
          <h4>{ruleWords(cause.rule)}</h4>
          <FindingTable findings={merged(cause.findings)} />
        </div>
      ))}
      {timings.length > 0 && (
        <>
          <h4>Time</h4>
          <TimingRows timings={timings.slice(0, MOST_ROWS)} />
          {timings.length > MOST_ROWS && (
            <details>
              <summary>{count(timings.length - MOST_ROWS, 'more row')}</summary>
              <TimingRows timings={timings.slice(MOST_ROWS)} />
            </details>
          )}
        </>
      )}
      <PlanPair
        result={result}
        plans={plans}
        findings={causes.flatMap(({ findings }) => findings)}
        open={open}
      />
    </div>
  );
}

/** Rows of a table that are shown at once. */
const MOST_ROWS = 6;

/** A row a tenant and what its arms share; a finding without figures has its sentence alone. */
function FindingTable({ findings }: { findings: readonly MergedFinding[] }) {
  const plain = findings.filter(({ finding }) => finding.base === null && finding.head === null);
  const rows = findings.filter((finding) => !plain.includes(finding));
  const [shown, folded] = [rows.slice(0, MOST_ROWS), rows.slice(MOST_ROWS)];
  return (
    <>
      {plain.map(({ finding, arms }) => (
        <p key={`${finding.message} ${finding.tenant} ${arms.join()}`}>{finding.message}</p>
      ))}
      {shown.length > 0 && <FindingRows findings={shown} />}
      {folded.length > 0 && (
        <details>
          <summary>{count(folded.length, 'more row')}</summary>
          <FindingRows findings={folded} />
        </details>
      )}
    </>
  );
}

function FindingRows({ findings }: { findings: readonly MergedFinding[] }) {
  return (
    <div class="scroll">
      <table>
        <SideHead first="Tenant and arms" />
        <tbody>
          {findings.map(({ finding, arms }, at) => (
            <tr key={at}>
              <th scope="row">
                {whereWords({ tenant: finding.tenant, arm: armsWords(arms) })}
                <span class="note">{finding.message}</span>
              </th>
              <td class="figure">{finding.base ?? '–'}</td>
              <td class="figure head">
                {finding.head ?? '–'}
                <Times of={finding} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How many times base's figure head's is, where both are numbers to divide. */
function Times({ of: { baseValue, headValue } }: { of: GateFinding }) {
  if (baseValue === null || headValue === null || baseValue <= 0) return null;
  const ratio = headValue / baseValue;
  // A change of 99.99% would read as "nothing is left".
  return ratio < 0.01 ? null : <small>{formatRatio(ratio)}</small>;
}

function TimingRows({ timings }: { timings: readonly GateTiming[] }) {
  return (
    <div class="scroll">
      <table>
        <SideHead first="What, tenant and arm" />
        <tbody>
          {timings.map((timing) => (
            <tr key={`${timing.metric} ${timing.tenant} ${timing.arm}`}>
              <th scope="row">
                {metricWords(timing.metric)}, {whereWords(timing)}
                <span class="note">
                  {timing.reason}
                  {timing.confirmation !== null &&
                    `; measured again on fresh connections: ${formatRatio(timing.confirmation.ratio)} (${formatInterval(timing.confirmation.ratio, timing.confirmation.low, timing.confirmation.high)})`}
                </span>
              </th>
              <td class="figure">{formatLatency(timing.baseNs)}</td>
              <td class="figure head">
                {formatLatency(timing.headNs)}
                <small>
                  {formatRatio(timing.ratio)} (
                  {formatInterval(timing.ratio, timing.low, timing.high)}),{' '}
                  {formatDifference(timing.differenceNs)}
                </small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SideHead({ first }: { first: string }) {
  return (
    <thead>
      <tr>
        <th>{first}</th>
        <th>Base</th>
        <th>Head</th>
      </tr>
    </thead>
  );
}

function whereWords({ tenant, arm }: { tenant: string | null; arm: string | null }): string {
  const words = [tenant === null ? null : `${tenant} tenant`, arm].filter(
    (part) => part !== null && part !== '',
  );
  return words.length === 0 ? 'all' : words.join(', ');
}
