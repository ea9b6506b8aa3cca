import type { LoadPass } from '../../result/load-parts.js';
import { distinct } from '../cells.js';
import { count, formatBytes, formatInteger, formatLatency, listWords } from '../format.js';
import { isPooled } from '../words.js';
import {
  clientsOf,
  errorsOf,
  errorWords,
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
  const firm = !isSinglePass(points);
  const said = [
    leadWords(points, open.length > 0 ? open : closed),
    refusalWords(points),
    behindWords(open),
    throughputWords(closed),
    memoryWords(points),
  ];
  return [
    ...said.flatMap((text) => (text === null ? [] : [{ text, firm }])),
    ...missingPooler(view),
  ];
}

/** Where connections end, and how those are served that do not end before the most clients. */
function leadWords(points: readonly LoadPoint[], shown: readonly LoadPoint[]): string {
  const ends = new Map<string, string[]>();
  for (const arm of distinct(points.map((point) => point.arm))) {
    const bad = points
      .filter((point) => point.arm === arm && isRefused(point))
      .sort((a, b) => a.clients - b.clients)[0];
    if (bad === undefined) continue;
    ends.set(endWords(bad), [...(ends.get(endWords(bad)) ?? []), `“${arm.title}”`]);
  }
  const most = Math.max(...shown.map(({ clients }) => clients));
  const served = shown
    .filter(({ clients, state }) => clients === most && state === 'sound')
    .map(servedWords);
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
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The routes that did not keep up with the rate, from the fewest clients on. */
function behindWords(open: readonly LoadPoint[]): string | null {
  const arms = distinct(open.filter(({ state }) => state === 'behind').map(({ arm }) => arm));
  const each = arms.map((arm) => {
    const behind = open.filter((point) => point.arm === arm && point.state === 'behind');
    const [first] = behind;
    return `“${arm.title}” with ${count(first?.clients ?? 0, 'client')}, ${rateWords(first?.passes ?? [])}`;
  });
  return each.length === 0 ? null : `Did not keep up: ${each.join('; ')}.`;
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
function refusalWords(points: readonly LoadPoint[]): string | null {
  const refused = points.filter(isRefused).flatMap(({ passes }) => passes);
  const errors = errorsOf(refused.flatMap(({ connectErrors, errors }) => [connectErrors, errors]));
  return errors.length === 0
    ? null
    : `Refused with: ${distinct(errors.map(errorWords)).slice(0, 3).join('; ')}.`;
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
function throughputWords(closed: readonly LoadPoint[]): string | null {
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
  return `As fast as they can, ${count(most, 'client')} get through so much a second: ${listWords(each)}.`;
}

/** What the backends hold at the most clients of each way where that is known. */
function memoryWords(points: readonly LoadPoint[]): string | null {
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
    return [
      `“${arm.title}” ${formatBytes(Math.round(bytes?.value ?? 0))} in ${count(processes?.value ?? 0, 'server process', 'server processes')} for ${count(point.clients, 'client')}`,
    ];
  });
  return each.length === 0 ? null : `Server memory: ${listWords(each)}.`;
}
