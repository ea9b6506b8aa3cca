import { renderToString } from 'preact-render-to-string';
import { count, formatTime, listWords } from '../format.js';
import { Alarms } from '../page/answer.js';
import { STYLE } from '../page/style.js';
import { ChangesPart } from './changes.js';
import { DETAILS, type Detail } from './detail.js';
import { EqualPart } from './equal.js';
import { changedGroups, type PlanGroup } from './groups.js';
import { UpgradeGuide } from './guide.js';
import type { UpgradeInput } from './input.js';
import { stepSentences, upgradeAlarms } from './sentences.js';
import { TimesPart } from './times.js';
import { VersionsPart } from './versions.js';

/** What people can still open on a phone and mail to each other. */
const MOST_BYTES = 1_900_000;

const UPGRADE_STYLE = `
.change{margin-top:28px}
.change h3{margin:0}
.change>.note{margin:.1em 0 .4em;max-width:none}
.change table.upgrade{width:auto}
h5{font-size:.875rem;margin:.6em 0 .2em}
table.upgrade td,table.upgrade thead th+th{min-width:4em}
table.upgrade tbody th{min-width:9em}
.figures td.wrap{white-space:normal;min-width:14em}
`;

/**
 * The upgrade page as HTML: one file, nothing loaded, no scripts; Preact escapes everything shown.
 * It shows as much as fits into 1.9 MB, and says what it leaves to `upgrade.json`.
 */
export function upgradePage(input: UpgradeInput): string {
  const groups = changedGroups(input);
  let html = '';
  for (const detail of DETAILS) {
    const page = <UpgradePage input={input} groups={groups} detail={detail} />;
    html = `<!doctype html>\n${renderToString(page)}\n`;
    if (Buffer.byteLength(html) <= MOST_BYTES) break;
  }
  return html;
}

function UpgradePage({
  input,
  groups,
  detail,
}: {
  input: UpgradeInput;
  groups: readonly PlanGroup[];
  detail: Detail;
}) {
  const { upgrade, scenarios } = input;
  const majors = upgrade.versions.map(({ major }) => `${major}`);
  const [lead, ...earlier] = stepSentences(upgrade);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`rlsbench: Postgres ${majors.join(', ')}`}</title>
        <style dangerouslySetInnerHTML={{ __html: `${STYLE}${UPGRADE_STYLE}` }} />
      </head>
      <body>
        <header>
          <p class="kicker">
            rlsbench · upgrade · profile {upgrade.profile} · {formatTime(upgrade.startedAt)}
          </p>
          <h1>
            What changes from Postgres {majors[0]} to {majors.at(-1)} for the same queries on the
            same rows, under WHERE and under RLS?
          </h1>
        </header>
        <main>
          <section id="answer" class="answer">
            <Alarms alarms={upgradeAlarms(upgrade)} />
            {lead !== undefined && <p class="lead">{lead}</p>}
            {earlier.map((sentence) => (
              <p key={sentence} class="finding">
                {sentence}
              </p>
            ))}
            <p class="note">
              A plan is that of one arm for one operation and tenant, in{' '}
              {listWords(scenarios.map(({ name }) => name))}.
            </p>
          </section>
          <nav aria-label="Contents">
            <h2>On this page</h2>
            <ol>
              <li>
                <a href="#versions">The versions, and the report of each</a>
              </li>
              <li>
                <a href="#changes">What changed ({count(groups.length, 'difference')})</a>
              </li>
              <li>
                <a href="#equal">What stayed the same</a>
              </li>
              <li>
                <a href="#time">Time: RLS over WHERE, within each run</a>
              </li>
              <li>
                <a href="#guide">How to read this page</a>
              </li>
            </ol>
          </nav>
          <VersionsPart versions={upgrade.versions} />
          <ChangesPart input={input} groups={groups} detail={detail} />
          <EqualPart input={input} detail={detail} />
          <TimesPart input={input} detail={detail} />
          <UpgradeGuide />
        </main>
        <footer>
          <p>
            Made by <code>{upgrade.command}</code>. Beside this page:{' '}
            <a href="upgrade.md">upgrade.md</a>, <a href="upgrade.json">upgrade.json</a>, and a
            folder a version with its whole report.
          </p>
        </footer>
      </body>
    </html>
  );
}
