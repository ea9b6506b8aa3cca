import type { ProofResult } from '../../result/result.js';
import { distinct } from '../cells.js';

/**
 * What was proved before any number: a row a proof, its checks folded under it. `brief` leaves the
 * checks that passed to result.json: forty arms make thousands of them.
 */
export function ProofsPart({
  proofs,
  brief = false,
}: {
  proofs: readonly ProofResult[];
  brief?: boolean;
}) {
  return (
    <section id="proofs">
      <h2>Proofs</h2>
      <p class="note">
        Checked before any number was made. Controls break the isolation of a clone on purpose: they
        pass when the check notices.{brief && ' Each single check that passed is in result.json.'}
      </p>
      {proofs.length === 0 && <p>No proof was made.</p>}
      {distinct(proofs.map((proof) => proof.proof)).map((name) => {
        const checks = proofs.filter((proof) => proof.proof === name);
        const of = (status: ProofResult['status']) =>
          checks.filter((check) => check.status === status).length;
        const tally = [
          `${of('passed')} of ${of('passed') + of('failed')} passed`,
          ...(of('skipped') > 0 ? [`${of('skipped')} skipped`] : []),
        ].join(', ');
        const listed = brief ? checks.filter(({ status }) => status !== 'passed') : checks;
        if (listed.length === 0) {
          return (
            <p key={name}>
              {name}: {tally}
            </p>
          );
        }
        return (
          <details key={name} class="bulk" open={of('failed') > 0}>
            <summary class={of('failed') > 0 ? 'failed' : ''}>
              {name}: {tally}
            </summary>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Arm</th>
                    <th>Operation</th>
                    <th>Tenant</th>
                    <th>Status</th>
                    <th>What was seen</th>
                  </tr>
                </thead>
                <tbody>
                  {listed.map((check) => (
                    <tr
                      key={`${check.arm} ${check.operation} ${check.tenant}`}
                      class={check.status}
                    >
                      <td>{check.arm ?? 'all'}</td>
                      <td>{check.operation ?? 'all'}</td>
                      <td>{check.tenant ?? 'all'}</td>
                      <td>{check.status}</td>
                      <td>{check.detail}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        );
      })}
    </section>
  );
}
