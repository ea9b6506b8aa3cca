import type { PlanRow, VersionPlan } from '../../matrix/upgrade.js';
import { formatInteger } from '../format.js';
import { planLetters } from './groups.js';

interface Figure {
  readonly name: string;
  readonly of: (version: VersionPlan) => string;
}

/** A plan's exact figures, a column a version; marked where one differs from the version before. */
export function FiguresTable({ row }: { row: PlanRow }) {
  return (
    <div class="scroll">
      <table class="figures upgrade">
        <thead>
          <tr>
            <th>Postgres</th>
            {row.versions.map(({ major }) => (
              <th key={major}>{major}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figuresOf(row).map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {row.versions.map((version, index) => {
                const before = row.versions[index - 1];
                const text = of(version);
                return (
                  <td key={version.major}>
                    {before !== undefined && of(before) !== text ? <mark>{text}</mark> : text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Plan and buffers always; what is nowhere counted, or nowhere more than nothing, is left out. */
function figuresOf(row: PlanRow): Figure[] {
  const { versions } = row;
  const letters = planLetters(row);
  const some = (of: (version: VersionPlan) => number) => versions.some((each) => of(each) > 0);
  const kinds = new Set(versions.map(({ kind }) => kind));
  const functions = new Set(
    versions.flatMap(({ calls }) => (calls ?? []).map((counted) => counted.function)),
  );
  return [
    {
      name: 'Plan',
      of: (version) =>
        `${letters[versions.indexOf(version)]}${version.skipScans.length > 0 ? ', skip scan' : ''}${kinds.size > 1 ? `, ${version.kind}` : ''}`,
    },
    { name: 'Buffers', of: ({ buffers }) => formatInteger(buffers) },
    ...(some((each) => each.rowsRemovedByFilter)
      ? [
          {
            name: 'Rows removed',
            of: (each: VersionPlan) => formatInteger(each.rowsRemovedByFilter),
          },
        ]
      : []),
    ...(some((each) => each.heapFetches)
      ? [{ name: 'Heap fetches', of: (each: VersionPlan) => formatInteger(each.heapFetches) }]
      : []),
    ...[...functions].map((name) => ({
      name: `Calls of ${name}${isStandIn(versions, name) ? ', with a stand-in' : ''}`,
      of: ({ calls }: VersionPlan) =>
        calls === null
          ? 'not counted'
          : formatInteger(calls.find((counted) => counted.function === name)?.calls ?? 0),
    })),
    ...(some((each) => each.expectations.length)
      ? [
          {
            name: 'Expectations met',
            of: ({ expectations }: VersionPlan) =>
              `${expectations.filter(({ status }) => status === 'passed').length} of ${expectations.length}`,
          },
        ]
      : []),
  ];
}

function isStandIn(versions: readonly VersionPlan[], name: string): boolean {
  return versions.some(({ calls }) =>
    calls?.some((counted) => counted.function === name && counted.standIn),
  );
}
