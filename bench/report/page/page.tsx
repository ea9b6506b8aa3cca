import { cellsOf, distinct, isTelling, operationsOf } from '../cells.js';
import type { ReportInput } from '../exporters/exporter.js';
import { formatTime } from '../format.js';
import { safeName } from '../names.js';
import { AnswerPart } from './answer.js';
import { EnvironmentPart } from './environment.js';
import { Guide } from './guide.js';
import { OperationPart } from './operation.js';
import { OverviewPart } from './overview.js';
import { ProofsPart } from './proofs.js';
import { SkippedPart } from './skipped.js';
import { STYLE } from './style.js';

/** The whole page, in the order of a reader's questions: answer, trust, evidence, circumstances. */
export function Page(input: ReportInput) {
  const { result } = input;
  const cells = cellsOf(result);
  const operations = result.scenarios.flatMap((scenario) =>
    operationsOf(scenario)
      .filter((operation) =>
        cells.some((cell) => cell.scenario === scenario && cell.operation === operation.name),
      )
      .map((operation) => ({
        scenario,
        operation,
        id: operationId(scenario.name, operation.name),
      })),
  );
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`rlsbench: ${distinct(result.scenarios.map((s) => s.name)).join(', ')}`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <p class="kicker">
            rlsbench · profile {result.profile.name} · {formatTime(result.startedAt)}
          </p>
          {result.scenarios.map((scenario) => (
            <h1 key={scenario.name}>{scenario.question}</h1>
          ))}
        </header>
        <main>
          <AnswerPart result={result} />
          <nav aria-label="Contents">
            <h2>On this page</h2>
            <ol>
              <li>
                <a href="#overview">The policy, operation by operation</a>
              </li>
              {operations.map(({ operation, id }) => (
                <li key={id}>
                  <a href={`#${id}`}>{operation.title}</a>
                </li>
              ))}
              <li>
                <a href="#environment">Machine, server and data</a>
              </li>
              <li>
                <a href="#proofs">Proofs</a>
              </li>
              <li>
                <a href="#skipped">What was skipped</a>
              </li>
              <li>
                <a href="#guide">How to read this page</a>
              </li>
            </ol>
          </nav>
          <OverviewPart cells={cells} charts={input.charts} />
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
          <EnvironmentPart result={result} />
          <ProofsPart proofs={result.proofs} />
          <SkippedPart skipped={result.skipped} />
          <Guide />
        </main>
        <footer>
          <p>
            Run {result.runId}, made by <code>{result.command}</code> with rlsbench{' '}
            {result.environment.rlsbenchVersion}. Beside this page:{' '}
            <a href="summary.md">summary.md</a>, <a href="result.json">result.json</a>, and the
            folders charts and plans.
          </p>
        </footer>
      </body>
    </html>
  );
}

function operationId(scenario: string, operation: string): string {
  return `operation-${safeName(scenario)}-${safeName(operation)}`;
}
