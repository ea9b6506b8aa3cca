import type { LoadPass } from '../../result/load-parts.js';
import { distinct } from '../cells.js';
import { count, formatBytes, formatInteger, formatLatency, listWords } from '../format.js';
import { isPooled } from '../words.js';
import {
  clientsOf,
  errorsOf,
  errorWords,
  failedWords,
  isSinglePass,
  type LoadPoint,
  latencyOf,
  pointsOf,
  rateWords,
  spreadAt,
} from './load-points.js';
import { missingPooler } from './missing-pooler.js';
import type { Said } from './said.js';
import { spreadWords } from './spread-words.js';
import type { ScenarioView } from './view.js';

/** One arm with one number of clients, by closed or open loop, fewest clients first. */
export function clientPoints(view: ScenarioView, loop: LoadPass['loop']): LoadPoint[] {
  return pointsOf(view, 'clients', (pass) => JSON.stringify([pass.loop, clientsOf(pass)]))
    .filter(({ passes }) => passes[0]?.loop === loop)
    .sort((a, b) => a.clients - b.clients);
}

/** Where each way to connect ends, what a pooler does instead, and what it costs. */
export function clientsAnswer(view: ScenarioView): Said[] {
  const [open, closed] = [clientPoints(view, 'open'), clientPoints(view, 'closed')];
  const points = [...closed, ...open];
  if (points.length === 0) return [];
  const said = [
    leadWords(points, open.length > 0 ? open : closed),
    refusalWords(points),
    ...failureWords(points),
    behindWords(open),
    throughputWords(closed),
    memoryWords(points),
  ];
  return [
    ...said.flatMap((one) =>
      one === null ? [] : [{ text: one.text, firm: !isSinglePass(one.of) }],
    ),
    ...missingPooler(view),
  ];
}

/** A sentence with the points it rests on. */
interface Sentence {
  readonly text: string;
  readonly of: readonly LoadPoint[];
}

/** Where connections end, and how those are served that do not end before the most clients. */
function leadWords(points: readonly LoadPoint[], shown: readonly LoadPoint[]): Sentence {
  const ends = new Map<string, string[]>();
  const used: LoadPoint[] = [];
  for (const arm of distinct(points.map((point) => point.arm))) {
    const bad = points
      .filter((point) => point.arm === arm && isRefused(point))
      .sort((a, b) => a.clients - b.clients)[0];
    if (bad === undefined) continue;
    used.push(bad);
    ends.set(endWords(bad), [...(ends.get(endWords(bad)) ?? []), `“${arm.title}”`]);
  }
  const most = Math.max(...shown.map(({ clients }) => clients));
  const last = shown.filter(({ clients }) => clients === most);
  const served = last.filter(({ state }) => state === 'sound').map(servedWords);
  const parts = [
    ...[...ends].map(
      ([how, arms]) => `${listWords(arms)} ${arms.length > 1 ? 'end' : 'ends'} at ${how}`,
    ),
    ...(served.length === 0
      ? [
          `no way to connect served ${count(most, 'client')}${shown[0]?.passes[0]?.loop === 'open' ? ' at the rate asked for' : ''}`,
        ]
      : [`with ${count(most, 'client')} ${listWords(served)}`]),
  ];
  const text = `${parts.join('; ')}.`;
  return { text: text.charAt(0).toUpperCase() + text.slice(1), of: [...used, ...last] };
}

/** Ways that failed for another reason than that clients were refused, from the fewest clients on. */
function failureWords(points: readonly LoadPoint[]): Sentence[] {
  const failed = points.filter((point) => point.state === 'failed' && !isRefused(point));
  return distinct(failed.map(({ arm }) => arm)).map((arm) => {
    const own = failed.filter((point) => point.arm === arm).sort((a, b) => a.clients - b.clients);
    const passes = own.flatMap((point) => point.passes);
    const [error] = errorsOf(passes.flatMap((pass) => [pass.errors, pass.connectErrors]));
    const clients = distinct(own.map((point) => formatInteger(point.clients)));
    const why = error === undefined ? '' : `: ${errorWords(error)}`;
    return {
      text: `“${arm.title}” failed with ${listWords(clients)} ${own.length === 1 && clients[0] === '1' ? 'client' : 'clients'}, ${failedWords(passes)}${why}.`,
      of: own,
    };
  });
}

/** The routes that did not keep up with the rate, from the fewest clients on. */
function behindWords(open: readonly LoadPoint[]): Sentence | null {
  const used: LoadPoint[] = [];
  const arms = distinct(open.filter(({ state }) => state === 'behind').map(({ arm }) => arm));
  const each = arms.map((arm) => {
    const behind = open.filter((point) => point.arm === arm && point.state === 'behind');
    const [first] = behind;
    if (first !== undefined) used.push(first);
    return `“${arm.title}” with ${count(first?.clients ?? 0, 'client')}, ${rateWords(first?.passes ?? [])}`;
  });
  return each.length === 0 ? null : { text: `Did not keep up: ${each.join('; ')}.`, of: used };
}

/** Clients were refused, or exchanges were since they open a connection each. */
function isRefused({ state, passes }: LoadPoint): boolean {
  return (
    state === 'refused' ||
    (state === 'failed' &&
      passes.some(({ errors, connectErrors }) =>
        [...errors, ...connectErrors].some(({ sqlState }) => sqlState.startsWith('53')),
      ))
  );
}

function endWords({ clients, passes }: LoadPoint): string {
  const least = Math.min(...passes.map(({ connected }) => connected));
  const wanted = passes[0]?.clients ?? clients;
  const failed = passes.reduce((all, pass) => all + pass.failed, 0);
  const intended = passes.reduce((all, pass) => all + pass.intended, 0);
  return least < wanted
    ? `${formatInteger(least)} of ${formatInteger(wanted)} connections`
    : `${count(clients, 'client')}, ${formatInteger(failed)} of ${count(intended, 'exchange')} failed`;
}

/** With what words clients were refused. */
function refusalWords(points: readonly LoadPoint[]): Sentence | null {
  const refused = points.filter(isRefused);
  const passes = refused.flatMap((point) => point.passes);
  const errors = errorsOf(passes.flatMap(({ connectErrors, errors }) => [connectErrors, errors]));
  return errors.length === 0
    ? null
    : {
        text: `Refused with: ${distinct(errors.map(errorWords)).slice(0, 3).join('; ')}.`,
        of: refused,
      };
}

function servedWords(point: LoadPoint): string {
  const p99 = spreadAt(point, (pass) => latencyOf(pass)?.p99Ns);
  const servers = spreadAt(point, ({ serverProcesses }) => serverProcesses);
  const share =
    servers === null || !isPooled(point.route)
      ? ''
      : ` on ${count(servers.value, 'server connection')}`;
  return `“${point.arm.title}” has a p99 of ${spreadWords(p99, formatLatency)}${share}`;
}

/** The fastest and the slowest way, at the most clients that more than one of them served. */
function throughputWords(closed: readonly LoadPoint[]): Sentence | null {
  const sound = closed.filter(({ state }) => state === 'sound');
  const shared = distinct(sound.map(({ clients }) => clients)).filter(
    (clients) => sound.filter((point) => point.clients === clients).length > 1,
  );
  const most = shared.at(-1);
  if (most === undefined) return null;
  const here = sound
    .filter(({ clients }) => clients === most)
    .map((point) => ({ point, rate: spreadAt(point, (pass) => pass.reachedPerSecond) }))
    .sort((a, b) => (b.rate?.value ?? 0) - (a.rate?.value ?? 0));
  const each = here.map(
    ({ point, rate }) => `“${point.arm.title}” ${spreadWords(rate, formatInteger)}`,
  );
  return {
    text: `As fast as they can, ${count(most, 'client')} get through so much a second: ${listWords(each)}.`,
    of: here.map(({ point }) => point),
  };
}

/** What the backends hold at the most clients of each way where that is known. */
function memoryWords(points: readonly LoadPoint[]): Sentence | null {
  const used: LoadPoint[] = [];
  const arms = distinct(points.map(({ arm }) => arm));
  const each = arms.flatMap((arm) => {
    const known = points
      .filter((point) => point.arm === arm && (point.state === 'sound' || point.state === 'behind'))
      .map((point) => ({
        point,
        bytes: spreadAt(point, ({ serverBytes }) => serverBytes),
        processes: spreadAt(point, ({ serverProcesses }) => serverProcesses),
      }))
      .filter(({ bytes, processes }) => bytes !== null && processes !== null)
      .sort((a, b) => b.point.clients - a.point.clients)[0];
    if (known === undefined) return [];
    const { point, bytes, processes } = known;
    used.push(point);
    return [
      `“${arm.title}” ${formatBytes(Math.round(bytes?.value ?? 0))} in ${count(processes?.value ?? 0, 'server process', 'server processes')} for ${count(point.clients, 'client')}`,
    ];
  });
  return each.length === 0 ? null : { text: `Server memory: ${listWords(each)}.`, of: used };
}
