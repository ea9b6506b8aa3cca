import type { Upgrade } from '../../matrix/upgrade.js';

/** The versions that were asked for, each with its own report. */
export function VersionsPart({ versions }: Pick<Upgrade, 'versions'>) {
  return (
    <section id="versions">
      <h2>The versions</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Postgres</th>
              <th>Run</th>
              <th>Proofs passed</th>
              <th>Untrusted cells</th>
              <th>Its own report</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.major} class={version.status === 'complete' ? undefined : 'failed'}>
                <td>{version.serverVersion ?? version.major}</td>
                <td>
                  {version.status}
                  {version.reason !== null && <small>{version.reason}</small>}
                </td>
                <td>
                  {version.folder === null
                    ? '–'
                    : `${version.proofsPassed} of ${version.proofsPassed + version.proofsFailed}`}
                </td>
                <td>{version.folder === null ? '–' : version.untrustedCells}</td>
                <td>
                  {version.folder === null ? (
                    '–'
                  ) : (
                    <a href={`${version.folder}/index.html`}>{version.folder}</a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
