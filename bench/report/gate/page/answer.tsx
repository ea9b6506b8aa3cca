import type { GateResult } from '../../../gate/gate-result.js';
import { listWords } from '../../format.js';
import { Alarms } from '../../page/answer.js';
import { gateTrust } from '../trust.js';

/** What a tired person reads: the verdict, the sentence, and whether to trust it. */
export function GateAnswer({ result }: { result: GateResult }) {
  const { verdict, sentence, operations, trust } = result;
  return (
    <section id="answer" class="answer">
      <Alarms alarms={gateAlarms(result)} />
      <p class={`verdict ${verdict}`}>{verdict === 'passed' ? 'Passed' : 'Failed'}</p>
      <p class="lead">{sentence}</p>
      {operations.better.length > 0 && (
        <p class="finding">Better: {listWords(operations.better)}.</p>
      )}
      {operations.inconclusive.length > 0 && (
        <p class="finding">
          Could not be told: {listWords(operations.inconclusive)}. {untoldMeans(result)}
        </p>
      )}
      {trust.notes.map((note) => (
        <p key={note} class="finding">
          {note}
        </p>
      ))}
      <dl class="trust" aria-label="Can it be trusted?">
        {gateTrust(result).map((figure) => (
          <div key={figure.label} class={figure.alarm ? 'alarmed' : ''}>
            <dt>{figure.label}</dt>
            <dd>{figure.value}</dd>
            <dd class="note">{figure.note}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function untoldMeans({ status, gate }: GateResult): string {
  if (status !== 'complete') return '';
  return gate.strict ? 'With --strict that fails.' : 'That passes.';
}

function gateAlarms({ status, statusReason, trust }: GateResult) {
  return [
    ...(status === 'complete'
      ? []
      : [
          {
            title: `The gate is ${status}: ${statusReason ?? 'no reason was written down'}`,
            lines: [],
          },
        ]),
    ...(trust.untrusted
      ? [
          {
            title: 'Timing is untrusted: two clones of the same database differed, twice.',
            lines: [
              'No timing fails this gate. The exact checks need no clock, and stand.',
              'A quieter machine, or fewer jobs beside this one, would mend it.',
            ],
          },
        ]
      : []),
  ];
}
