import { formatInteger } from '../format.js';
import type { Detail } from './detail.js';
import { armsWords } from './group-words.js';
import { groupPlans } from './groups.js';
import type { UpgradeInput } from './input.js';

/** What stayed the same: counted, and listed where it is unfolded. */
export function EqualPart({ input, detail }: { input: UpgradeInput; detail: Detail }) {
  const { plans, versions } = input.upgrade;
  const compared = plans.filter((row) => row.versions.length > 1);
  const equal = compared.filter(({ changes }) => changes.length === 0);
  const alone = plans.length - compared.length;
  const there = versions.filter(({ status }) => status !== 'missing').length;
  const gaps = compared.filter((row) => row.versions.length < there).length;
  const groups = groupPlans(input, (row) => row.versions.length > 1 && row.changes.length === 0);
  return (
    <section id="equal">
      <h2>What stayed the same</h2>
      <p>
        {formatInteger(equal.length)} of {formatInteger(compared.length)} plans are equal in every
        exact figure on all versions that have them.
        {gaps > 0 && ` ${formatInteger(gaps)} are missing on some version.`}
        {alone > 0 && ` ${formatInteger(alone)} more are on one version only: not compared.`}
      </p>
      {detail.equalPlans && groups.length > 0 && (
        <details class="bulk">
          <summary>The equal plans</summary>
          <div class="scroll">
            <table class="figures">
              <thead>
                <tr>
                  <th>Operation</th>
                  <th class="word">Tenant</th>
                  <th class="word">Arms</th>
                  <th>Buffers</th>
                </tr>
              </thead>
              <tbody>
                {groups.map((group) => (
                  <tr
                    key={`${group.scenario.name} ${group.operation.name} ${group.row.tenant} ${group.row.arm}`}
                  >
                    <th scope="row">{group.operation.title}</th>
                    <td class="word">{group.row.tenant}</td>
                    <td class="word wrap">{armsWords(group)}</td>
                    <td>{formatInteger(group.row.versions[0]?.buffers ?? 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}
