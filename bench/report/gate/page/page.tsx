import { renderToString } from 'preact-render-to-string';
import type { GateResult } from '../../../gate/gate-result.js';
import type { PlanRecord } from '../../../result/journal.js';
import type { DrawnChart } from '../../charts/chart.js';
import { count, formatTime } from '../../format.js';
import { EnvironmentPart } from '../../page/environment.js';
import { Contents } from '../../page/layout.js';
import {
  betterGroups,
  noticeGroups,
  type OperationGroup,
  untoldGroups,
  worseGroups,
} from '../groups.js';
import { sideWords } from '../words.js';
import { GateAnswer } from './answer.js';
import { ComparedPart } from './compared.js';
import { Entry } from './entry.js';
import { ExactPart } from './exact.js';
import { GateGuide } from './guide.js';
import { JudgedPart } from './judged.js';
import { GATE_STYLE } from './style.js';
import { TimingsPart } from './timings.js';

/** What the page shows beside the result: the plans that were recorded, and the charts as drawn. */
export interface GatePageParts {
  readonly plans: readonly PlanRecord[];
  /** Of `gateForests`. */
  readonly charts: readonly DrawnChart[];
}

/**
 * The page of a gate as HTML, `index.html`: one file, nothing loaded, no scripts; Preact escapes
 * everything shown. It opens with the sentence; what got worse comes next.
 */
export function gatePage(result: GateResult, parts: GatePageParts): string {
  return `<!doctype html>\n${renderToString(<GatePage result={result} parts={parts} />)}\n`;
}

function GatePage({ result, parts }: { result: GateResult; parts: GatePageParts }) {
  const [base, head] = [sideWords(result.gate.base), sideWords(result.gate.head)];
  const sections = changeSections(result);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`rlsbench gate ${result.verdict}: ${result.gate.head.label}`}</title>
        <style dangerouslySetInnerHTML={{ __html: GATE_STYLE }} />
      </head>
      <body>
        <header>
          <p class="kicker">rlsbench · gate · {formatTime(result.startedAt)}</p>
          <h1>
            Did {head} make a tenant's query slower, or its plan worse, than {base}?
          </h1>
        </header>
        <main>
          <GateAnswer result={result} />
          <Contents
            entries={[
              ...sections.map(({ id, title, groups }) => ({
                id,
                title: `${title} (${groups.length})`,
              })),
              { id: 'timings', title: 'Timings' },
              { id: 'judged', title: 'How it was judged' },
              { id: 'compared', title: 'What was compared' },
              { id: 'environment', title: 'Machine, server and data' },
              { id: 'exact', title: 'The exact figures of every pair' },
              { id: 'guide', title: 'How to read this page' },
            ]}
          />
          {sections.map((section) => (
            <ChangeSection key={section.id} section={section} result={result} plans={parts.plans} />
          ))}
          <TimingsPart result={result} charts={parts.charts} />
          <JudgedPart result={result} />
          <ComparedPart result={result} />
          <EnvironmentPart result={result} />
          <ExactPart result={result} plans={parts.plans} />
          <GateGuide />
        </main>
        <footer>
          <p>
            Run {result.runId}, made by <code>{result.command}</code> with rlsbench{' '}
            {result.environment.rlsbenchVersion}. Beside this page:{' '}
            <a href="summary.md">summary.md</a>, <a href="gate.json">gate.json</a>, and the folder
            plans.
          </p>
        </footer>
      </body>
    </html>
  );
}

interface ChangeGroup {
  readonly id: string;
  readonly title: string;
  readonly kind: 'worse' | 'better' | 'notice';
  readonly note: string;
  readonly groups: readonly OperationGroup[];
}

/** Of what changed, the worst first; a section without a group is left out. */
function changeSections(result: GateResult): ChangeGroup[] {
  const all: readonly ChangeGroup[] = [
    {
      id: 'worse',
      title: 'What got worse',
      kind: 'worse',
      note: 'Each of these fails the gate.',
      groups: worseGroups(result),
    },
    {
      id: 'better',
      title: 'What got better',
      kind: 'better',
      note: 'Judged as strictly as what got worse.',
      groups: betterGroups(result),
    },
    {
      id: 'untold',
      title: 'What could not be told',
      kind: 'notice',
      note: result.gate.strict
        ? 'Neither slower nor not slower for sure. With --strict, inconclusive fails the gate.'
        : 'Neither slower nor not slower for sure. This fails nothing.',
      groups: untoldGroups(result),
    },
    {
      id: 'notices',
      title: 'To be known',
      kind: 'notice',
      note: 'What changed and fails nothing: look whether it was meant.',
      groups: noticeGroups(result),
    },
  ];
  return all.filter(({ groups }) => groups.length > 0);
}

/** Entries that stay unfolded; the rest is for who looks for it. */
const MOST_OPEN = { worse: 12, better: 6, notice: 3 };

function ChangeSection({
  section: { id, title, kind, note, groups },
  result,
  plans,
}: {
  section: ChangeGroup;
  result: GateResult;
  plans: readonly PlanRecord[];
}) {
  const entries = groups.map((group, at) => (
    <Entry
      key={JSON.stringify([group.scenario, group.operation])}
      {...{ result, plans, group, kind }}
      open={kind === 'worse' && at < 2}
    />
  ));
  return (
    <section id={id}>
      <h2>{title}</h2>
      <p class="note">{note}</p>
      {entries.slice(0, MOST_OPEN[kind])}
      {entries.length > MOST_OPEN[kind] && (
        <details>
          <summary>{count(entries.length - MOST_OPEN[kind], 'more operation')}</summary>
          {entries.slice(MOST_OPEN[kind])}
        </details>
      )}
    </section>
  );
}
