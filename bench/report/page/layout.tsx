import type { ComponentChildren } from 'preact';
import type { Result } from '../../result/result.js';
import { formatTime } from '../format.js';
import { STYLE } from './style.js';

/** A whole page around its content: head, questions, contents and footer. */
export function Layout({
  result,
  title,
  questions,
  back,
  children,
}: {
  readonly result: Result;
  readonly title: string;
  readonly questions: readonly string[];
  /** The way back to the report's main page; absent on that page itself. */
  readonly back?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`rlsbench: ${title}`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <p class="kicker">
            {back !== undefined && (
              <>
                <a href={back}>The whole report</a> ·{' '}
              </>
            )}
            rlsbench · profile {result.profile.name} · {formatTime(result.startedAt)}
          </p>
          {questions.map((question) => (
            <h1 key={question}>{question}</h1>
          ))}
        </header>
        <main>{children}</main>
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

/** Where things are on a page. */
export function Contents({
  entries,
}: {
  readonly entries: readonly { readonly id: string; readonly title: string }[];
}) {
  return (
    <nav aria-label="Contents">
      <h2>On this page</h2>
      <ol>
        {entries.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
