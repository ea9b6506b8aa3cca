import { SECTIONS } from './fact.js';
import type { FactRecord, FactsRecord } from './record.js';

/** docs/facts.md, from the record of a run. */

const MARKS = { reproduced: '✓', refuted: '✗', 'not testable here': '–' } as const;

export function factsPage(record: FactsRecord): string {
  const sections = SECTIONS.map((section) => ({
    section,
    facts: record.facts.filter((fact) => fact.section === section),
  })).filter(({ facts }) => facts.length > 0);
  return `${[
    '# What Postgres does with row-level security, looked at on four versions',
    introduction(record),
    differently(record),
    ...sections.map(({ section, facts }) => `## ${section}\n\n${table(record, facts)}`),
    '## How each is shown',
    `The statements are those that were executed on ${newest(record)}, in order, from the record of the run. \`app\`, \`other\`, \`owner\` and \`bypass\` are roles without a login, \`bypass\` has BYPASSRLS; \`:'whale'\`, \`:'median'\` and \`:'tiny'\` are tenants' ids. Forms that are timed against each other are executed by turns; they are shown once.`,
    ...record.facts.map((fact) => howShown(record, fact)),
  ].join('\n\n')}\n`;
}

function introduction(record: FactsRecord): string {
  const verdicts = record.facts.flatMap(({ seen }) => Object.values(seen));
  const count = (verdict: keyof typeof MARKS) =>
    verdicts.filter((each) => each.verdict === verdict).length;
  const leftToThis = record.facts.filter((fact) => notInTests(fact).length > 0);
  const size = `${record.invoices.toLocaleString('en-US')} invoices of ${record.tenants} tenants`;
  return [
    `Written by \`npm run facts\`: do not edit. Each fact is executed on PostgreSQL ${Object.values(record.versions).join(', ')}, on ${size} (the quick profile) or on tables of its own, and judged by the threshold that stands with its SQL: an exact outcome or a ratio, never a time. Times are medians of forms executed by turns on one machine; only their ratios carry over. Figures in brackets in a claim are those it was first told with.`,
    `The tests execute them too, on a small dataset and one version, but for ${leftToThis.length} that need the large table, a clock or a restart; those say so.`,
    `${MARKS.reproduced} reproduced (${count('reproduced')} of ${verdicts.length}), ${MARKS.refuted} came out differently (${count('refuted')}), ${MARKS['not testable here']} not testable here (${count('not testable here')}).`,
  ].join('\n\n');
}

function differently(record: FactsRecord): string {
  const lines = record.facts.flatMap(({ name, claim, seen }) => {
    const refuted = Object.entries(seen).filter(([, { verdict }]) => verdict === 'refuted');
    if (refuted.length === 0) return [];
    const figures = byText(refuted.map(([major, { figure }]) => [major, figure]));
    const each = figures.map(([figure, majors]) => `${majors.join(', ')}: ${figure}`);
    return [`- [${claim}](#${name}) ${MARKS.refuted} On ${each.join('; ')}.`];
  });
  const list = lines.length > 0 ? lines.join('\n') : 'Nothing.';
  return `## What came out differently\n\n${list}`;
}

function table(record: FactsRecord, facts: readonly FactRecord[]): string {
  const majors = Object.keys(record.versions);
  const rows = facts.map(({ name, claim, seen }) => [
    `[${claim}](#${name})`,
    ...majors.map((major) => {
      const cell = seen[major];
      return cell ? `${MARKS[cell.verdict]} ${cell.figure}` : '';
    }),
  ]);
  return [['Claim', ...Object.values(record.versions)], majors.concat('').map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(inCell).join(' | ')} |`)
    .join('\n');
}

const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function howShown(record: FactsRecord, fact: FactRecord): string {
  const setUp = fact.setUpBy === null ? [] : [`Set up as in [${fact.setUpBy}](#${fact.setUpBy}).`];
  const sql = fact.sql.length === 0 ? [] : [`\`\`\`sql\n${sqlScript(fact.sql)}\n\`\`\``];
  return [
    `### ${fact.name}`,
    fact.claim,
    `Reproduced when: ${fact.threshold}`,
    ...notInTests(fact),
    ...setUp,
    ...sql,
    ...detailLists(record, fact),
  ].join('\n\n');
}

/** What only `npm run facts` executes, and why. */
function notInTests({ hingesOnSize, restarts }: FactRecord): string[] {
  if (restarts) return ['No test executes this one: it restarts the server.'];
  return hingesOnSize ? ['No test executes this one: it needs the large table or a clock.'] : [];
}

/** Statements with their ends; one that is repeated at once is shown with its number. */
function sqlScript(statements: readonly string[]): string {
  const lines: string[] = [];
  for (let index = 0; index < statements.length; ) {
    const statement = statements[index] as string;
    let end = index;
    while (statements[end] === statement) end++;
    const repeated = end - index > 1 ? ` -- ${end - index} times` : '';
    // A line for psql itself ends without one.
    const semicolon = statement.startsWith('\\') ? '' : ';';
    lines.push(`${outdented(statement)}${semicolon}${repeated}`);
    index = end;
  }
  return lines.join('\n');
}

/** Without the indentation that a statement's further lines have in our source. */
function outdented(statement: string): string {
  const [first = '', ...rest] = statement.split('\n');
  const indents = rest.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const indent = Math.max(0, Math.min(...indents) - 2);
  return [first, ...rest.map((line) => line.slice(indent))].join('\n');
}

/** The details of all versions, once where they agree. */
function detailLists(record: FactsRecord, { seen }: FactRecord): string[] {
  const lists = Object.entries(seen).flatMap(([major, { details = [] }]) =>
    details.length === 0
      ? []
      : [
          [
            record.versions[major] ?? major,
            details.map((line) => `- \`${line}\``).join('\n'),
          ] as const,
        ],
  );
  return byText(lists).map(([list, versions]) => `On ${versions.join(', ')}:\n\n${list}`);
}

/** The versions that have the same text, text by text. */
function byText(
  texts: readonly (readonly [version: string, text: string])[],
): [string, string[]][] {
  const versionsOf = new Map<string, string[]>();
  for (const [version, text] of texts) {
    versionsOf.set(text, [...(versionsOf.get(text) ?? []), version]);
  }
  return [...versionsOf];
}

function newest({ versions }: FactsRecord): string {
  return Object.values(versions).at(-1) ?? '';
}
