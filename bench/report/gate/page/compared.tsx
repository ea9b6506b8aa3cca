import type { GateResult } from '../../../gate/gate-result.js';
import type { GateSide } from '../../../result/gate-parts.js';
import { count } from '../../format.js';

const KIND_WORDS: Record<GateSide['kind'], string> = {
  folder: 'folder',
  ref: 'git ref',
  baseline: 'baseline file',
};

/** The two sides: what they are, the SQL each applies in order, and the scenarios. */
export function ComparedPart({ result: { gate } }: { result: GateResult }) {
  return (
    <section id="compared">
      <h2>What was compared</h2>
      <div class="sides">
        {(['base', 'head'] as const).map((name) => (
          <Side key={name} name={name} side={gate[name]} />
        ))}
      </div>
      <h3>Scenarios</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Scenario</th>
              <th>Operations</th>
              <th>Not the same in base and head</th>
            </tr>
          </thead>
          <tbody>
            {gate.scenarios.map(({ name, file, operations }) => (
              <tr key={name}>
                <th scope="row">
                  {name}
                  {file !== null && <span class="note">{file}</span>}
                </th>
                <td>{operations.length}</td>
                <td>
                  {operations
                    .filter(({ state }) => state !== 'same')
                    .map(({ title, state }) => `${title}: ${STATE_WORDS[state]}`)
                    .join('; ') || 'none'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const STATE_WORDS = {
  same: 'the same',
  changed: 'another text',
  incomparable: 'other parameters, so not compared',
  added: 'new',
  removed: 'taken away',
} as const;

function Side({ name, side }: { name: 'base' | 'head'; side: GateSide }) {
  return (
    <div>
      <h3>
        {name === 'base' ? 'Base' : 'Head'}: {side.label}
      </h3>
      <p class="note">
        {KIND_WORDS[side.kind]}
        {side.commit !== null && (
          <>
            {' '}
            at commit <code>{side.commit}</code>
          </>
        )}
        ;{' '}
        {side.sqlFiles.length === 0
          ? 'no SQL of its own'
          : `${count(side.sqlFiles.length, 'file')} of SQL, in this order`}
      </p>
      {side.sqlFiles.length > 0 && (
        <ol>
          {side.sqlFiles.map((file) => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
