import { median } from '../../bench/stats/quantiles.js';
import type { Lab } from './fact.js';
import type { FactPlan } from './plan.js';

/** One way to ask, as one role under one tenant. */
export interface TimedForm {
  readonly role: string;
  readonly tenantId: string;
  readonly sql: string;
  /** What has to be changed before it is executed, and is not timed. */
  readonly before?: string;
}

export interface Timed {
  readonly executionMs: number;
  /** Turn by turn: the same turn of another form was executed beside it. */
  readonly executionsMs: readonly number[];
  readonly planningMs: number;
  /** Buffers of the last execution: warm. */
  readonly buffers: number;
  readonly plan: FactPlan;
}

/**
 * Executes the forms by turns, each first as often as any, and gives the medians. Times are the
 * server's own (EXPLAIN ANALYZE without a clock call a row).
 */
export async function timeByTurns<Name extends string>(
  lab: Lab,
  forms: Readonly<Record<Name, TimedForm>>,
  repetitions = lab.repetitions,
): Promise<Record<Name, Timed>> {
  const names = Object.keys(forms) as Name[];
  const plans = new Map<Name, FactPlan[]>(names.map((name) => [name, []]));
  // One turn more, to warm up: it isn't kept.
  for (let turn = 0; turn <= repetitions; turn++) {
    const shift = turn % names.length;
    const order = [...names.slice(shift), ...names.slice(0, shift)];
    if (turn % 2 === 1) order.reverse();
    for (const name of order) {
      // Shown once, on the warming turn.
      const execute = () => explainForm(lab, forms[name]);
      if (turn === 0) await execute();
      else plans.get(name)?.push(await lab.session.silently(execute));
    }
  }
  const timed = names.map((name): [Name, Timed] => {
    const each = plans.get(name) ?? [];
    const last = each.at(-1) as FactPlan;
    const executionsMs = each.map(({ executionMs }) => executionMs);
    return [
      name,
      {
        executionMs: median(executionsMs),
        executionsMs,
        planningMs: median(each.map(({ planningMs }) => planningMs)),
        buffers: last.buffers,
        plan: last,
      },
    ];
  });
  return Object.fromEntries(timed) as Record<Name, Timed>;
}

async function explainForm({ session }: Lab, form: TimedForm): Promise<FactPlan> {
  if (form.before !== undefined) await session.query(form.before);
  await session.become(form.role);
  await session.setTenant(form.tenantId);
  const plan = await session.explain(form.sql);
  await session.become(null);
  return plan;
}

/** A time in words: "0.05 ms", "88 ms". */
export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
}

export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)}×`;
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}
