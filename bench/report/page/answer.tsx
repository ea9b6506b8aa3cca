import type { Result } from '../../result/result.js';
import { type Alarm, alarmsOf } from '../alarms.js';
import { answerOf } from '../answer.js';
import { trustFigures } from '../trust.js';

/** What a tired manager reads: alarms if any, the answer, and the trust line under it. */
export function AnswerPart({ result, more }: { result: Result; more: readonly Alarm[] }) {
  const { lead, place, findings } = answerOf(result);
  return (
    <section id="answer" class="answer">
      <Alarms alarms={[...alarmsOf(result), ...more]} />
      {lead === null ? (
        <p class="lead">Nothing was measured, so there is no answer.</p>
      ) : (
        <>
          <p class={lead.firm ? 'lead' : 'lead unsure'}>
            {lead.phrases.map((phrase) =>
              typeof phrase === 'string' ? phrase : <small>{phrase.aside}</small>,
            )}
          </p>
          {findings.map((finding) => (
            <p key={finding.topic} class={finding.firm ? 'finding' : 'finding unsure'}>
              {finding.text}
            </p>
          ))}
          <p class="note">
            All are median latencies. Where a sentence names no place: {place}. Figures in brackets
            are intervals that hold the true value 95 times in 100; they are not widened for the
            number of contrasts.
          </p>
        </>
      )}
      <TrustLine result={result} />
    </section>
  );
}

/** What the reader must know before the answer. */
export function Alarms({ alarms }: { alarms: readonly Alarm[] }) {
  return (
    <>
      {alarms.map((alarm) => (
        <div class="alarm" role="alert" key={alarm.title}>
          <p>
            <strong>{alarm.title}</strong>
          </p>
          {alarm.lines.length > 0 && (
            <ul>
              {alarm.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </>
  );
}

/** Why to believe what is above it. */
export function TrustLine({ result }: { result: Result }) {
  return (
    <dl class="trust" aria-label="Can it be trusted?">
      {trustFigures(result).map((figure) => (
        <div key={figure.label} class={figure.alarm ? 'alarmed' : ''}>
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
          <dd class="note">{figure.note}</dd>
        </div>
      ))}
    </dl>
  );
}
