import { alarmsOf } from '../alarms.js';
import type { ReportInput } from '../exporters/exporter.js';
import { safeName } from '../names.js';
import type { OwnPage } from '../pages.js';
import { Alarms, TrustLine } from './answer.js';
import { ChartRow } from './chart.js';
import { EnvironmentPart } from './environment.js';
import { ExpectationsPart, expectationAlarms } from './expectations.js';
import { Guide } from './guide.js';
import { Contents, Layout } from './layout.js';
import { ProofsPart } from './proofs.js';
import { ScenarioOperationPart } from './scenario-operation.js';
import { scenarioAnswer, sectionOf } from './sections/registry.js';
import { SkippedPart } from './skipped.js';

/** A scenario's own page: question, answer, what it varies, then what every scenario has. */
export function ScenarioPage({ input, page }: { input: ReportInput; page: OwnPage }) {
  const { view, path } = page;
  const { part, facts } = view;
  const section = sectionOf(view);
  const plans = input.plans.filter(({ scenario }) => scenario === facts.name);
  const charts = input.charts.filter(({ name }) => name.startsWith(`${safeName(facts.name)}--`));
  const curves = charts.filter(({ kind }) => kind === 'percentiles');
  const operations = view.operations
    .filter(({ name }) => part.arms.some((arm) => arm.operation === name))
    .map((operation) => ({ operation, id: `operation-${safeName(operation.name)}` }));
  const [lead, ...rest] = scenarioAnswer(view);
  return (
    <Layout
      result={part}
      title={facts.name}
      questions={[facts.question]}
      {...(path === 'index.html' ? {} : { back: 'index.html' })}
    >
      <section id="answer" class="answer">
        <Alarms alarms={[...alarmsOf(part), ...expectationAlarms(part)]} />
        {lead && <p class={lead.firm ? 'lead' : 'lead unsure'}>{lead.text}</p>}
        {rest.map(({ text, firm }) => (
          <p key={text} class={firm ? 'finding' : 'finding unsure'}>
            {text}
          </p>
        ))}
        <TrustLine result={part} />
      </section>
      <Contents
        entries={[
          ...(section ? [{ id: section.name, title: 'What the scenario varies' }] : []),
          { id: 'expectations', title: 'What had to hold of the plans' },
          ...operations.map(({ operation, id }) => ({ id, title: operation.title })),
          { id: 'environment', title: 'Machine, server and data' },
          { id: 'proofs', title: 'Proofs' },
          { id: 'skipped', title: 'What was skipped' },
          { id: 'guide', title: 'How to read this page' },
        ]}
      />
      {section && <section.Part view={view} charts={charts} />}
      <ExpectationsPart result={part} />
      {curves.length > 0 && (
        <section id="curves">
          <h2>How the slower requests fare</h2>
          <ChartRow charts={curves} />
        </section>
      )}
      {operations.map(({ operation, id }) => (
        <ScenarioOperationPart key={id} id={id} view={view} operation={operation} plans={plans} />
      ))}
      <EnvironmentPart result={part} />
      <ProofsPart proofs={part.proofs} brief />
      <SkippedPart skipped={part.skipped} />
      <Guide />
    </Layout>
  );
}
