import type { Access } from './access.js';
import type { Answer, LeakClient } from './client.js';
import type { LeakRoute } from './route.js';
import type { LeakNames, LeakState, LeakWay } from './state.js';

/** One place of the matrix. */
export interface LeakCell {
  readonly state: LeakState;
  readonly way: LeakWay;
  readonly route: LeakRoute;
}

/** What was seen in it, to be judged. */
export interface CellSeen {
  /** A backend for each time that A was asked, and B. */
  readonly pidsOfA: readonly number[];
  readonly pidOfB: number;
  /** A found its own state right after it had set it. */
  readonly foundByA: boolean;
  readonly foundByB: boolean;
  /** The server's answer to A where it would not set the state. */
  readonly refusal: Extract<Answer, { readonly sqlState: string }> | undefined;
}

/**
 * A sets the state, looks for it, and lets the connection go; then B comes and looks. Each statement
 * and its answer is added to `transcript`.
 *
 * @throws pg's error where a connection can't be made, breaks or is not served
 */
export async function runCell(
  { state, way, route }: LeakCell,
  names: LeakNames,
  access: Access,
  transcript: string[],
): Promise<CellSeen> {
  const clients: LeakClient[] = [];
  const come = async (name: string) => {
    const client = await access.open(name, transcript);
    clients.push(client);
    return client;
  };
  const look = async (client: LeakClient) => {
    const answer = await client.say({ text: state.look(names) });
    return 'value' in answer && state.isThere(answer.value, names);
  };
  try {
    const a = await come('A');
    const before = await a.backendPid();
    transcript.push(`A is served by backend ${before}.`);
    if (way.transaction !== 'none') await a.say({ text: 'begin' });
    let refusal: CellSeen['refusal'];
    for (const statement of way.statements) {
      const answer = await a.say(statement);
      if ('sqlState' in answer) refusal ??= answer;
    }
    const foundByA = await look(a);
    if (way.transaction !== 'none') await a.say({ text: way.transaction });
    const after = await a.backendPid();
    if (route.leavesFirst) {
      await a.leave();
      clients.pop();
      transcript.push(`A ${route.pooler ? 'disconnects' : 'gives its connection back'}.`);
    }
    const b = await come('B');
    const pidOfB = await b.backendPid();
    transcript.push(`B is served by backend ${pidOfB}.`);
    const foundByB = await look(b);
    return { pidsOfA: [before, after], pidOfB, foundByA, foundByB, refusal };
  } finally {
    await Promise.allSettled(clients.map((client) => client.leave()));
  }
}
