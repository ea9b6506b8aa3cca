import { alarmsOf } from '../alarms.js';
import { cellsOf, isTelling, operationsOf } from '../cells.js';
import type { ReportInput } from '../exporters/exporter.js';
import { leakAlarms } from '../load-alarms.js';
import { safeName } from '../names.js';
import type { Pages } from '../pages.js';
import { partOf } from '../scenario/part-of.js';
import { troubles } from '../scenario/troubles.js';
import { Alarms, AnswerPart, TrustLine } from './answer.js';
import { EnvironmentPart } from './environment.js';
import { ExpectationsPart, expectationAlarms } from './expectations.js';
import { Guide } from './guide.js';
import { Contents, Layout } from './layout.js';
import { OperationPart } from './operation.js';
import { OverviewPart } from './overview.js';
import { ProofsPart } from './proofs.js';
import { ScenariosPart } from './scenarios.js';
import { SkippedPart } from './skipped.js';

/**
 * The main page, in the order of a reader's questions: answer, trust, the other scenarios, evidence,
 * circumstances. What it says and counts is of its own scenarios; the others have their pages.
 */
export function Page({ input, pages }: { input: ReportInput; pages: Pages }) {
  const { main, own } = pages;
  const names = own.map(({ view }) => view.facts.name);
  // A leak is told in full here too, not only counted beside the way to its page.
  const more = [
    ...leakAlarms(partOf(input.result, names)),
    ...expectationAlarms(main),
    ...troubles(own),
  ];
  const cells = cellsOf(main);
  const operations = main.scenarios.flatMap((scenario) =>
    operationsOf(scenario)
      .filter((operation) =>
        cells.some((cell) => cell.scenario === scenario && cell.operation === operation.name),
      )
      .map((operation) => ({
        scenario,
        operation,
        id: `operation-${safeName(scenario.name)}-${safeName(operation.name)}`,
      })),
  );
  const alone = main.scenarios.length === 0;
  const others = alone ? 'The scenarios' : 'The other scenarios';
  return (
    <Layout
      result={main}
      title={input.result.scenarios.map(({ name }) => name).join(', ')}
      questions={
        alone
          ? own.map(({ view }) => view.facts.question)
          : main.scenarios.map(({ question }) => question)
      }
    >
      {alone ? (
        <section id="answer" class="answer">
          <Alarms alarms={[...alarmsOf(main), ...more]} />
          <ScenariosPart pages={own} title={others} />
          <TrustLine result={input.result} />
        </section>
      ) : (
        <AnswerPart result={main} more={more} />
      )}
      <Contents
        entries={[
          ...(own.length > 0 ? [{ id: 'scenarios', title: others }] : []),
          ...(alone ? [] : [{ id: 'overview', title: 'The policy, operation by operation' }]),
          ...(alone ? [] : [{ id: 'expectations', title: 'What had to hold of the plans' }]),
          ...operations.map(({ operation, id }) => ({ id, title: operation.title })),
          { id: 'environment', title: 'Machine, server and data' },
          { id: 'proofs', title: 'Proofs' },
          { id: 'skipped', title: 'What was skipped' },
          { id: 'guide', title: 'How to read this page' },
        ]}
      />
      {!alone && own.length > 0 && <ScenariosPart pages={own} title={others} />}
      {!alone && <OverviewPart cells={cells} charts={input.charts} />}
      {!alone && <ExpectationsPart result={main} />}
      {operations.map(({ scenario, operation, id }) => (
        <OperationPart
          key={id}
          id={id}
          operation={operation}
          telling={isTelling(scenario, operation.name)}
          cells={cells.filter(
            (cell) => cell.scenario === scenario && cell.operation === operation.name,
          )}
          charts={input.charts}
          plans={input.plans.filter(
            (plan) => plan.scenario === scenario.name && plan.operation === operation.name,
          )}
        />
      ))}
      <EnvironmentPart result={main} />
      <ProofsPart proofs={alone ? input.result.proofs : main.proofs} brief={alone} />
      <SkippedPart skipped={alone ? input.result.skipped : main.skipped} />
      <Guide />
    </Layout>
  );
}
