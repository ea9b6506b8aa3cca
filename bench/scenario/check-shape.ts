import type { z } from 'zod';
import { quotedList, type Reject, suggest } from './problem.js';
import type { Scenario } from './scenario.js';
import { scenarioSchema } from './schema.js';

type Issue = z.core.$ZodIssue;

/** Checks that a value has the shape of a scenario: its keys, their types and the named levels. */
export function checkShape(value: unknown, reject: Reject): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt key is also a missing one: the misspelling says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (!issue) throw new Error('A refused value comes with an issue');
  return reject(keyPath(value, issue), problemOf(value, issue));
}

/** `arms.rls.isolation` where the element has a name that no other has, else `arms[3].isolation`. */
function keyPath(value: unknown, issue: Issue): string {
  let key = '';
  let here = value;
  for (const part of issue.path) {
    if (typeof part !== 'number') key += key === '' ? String(part) : `.${String(part)}`;
    else key += nameIn(here, part) ?? `[${part}]`;
    here = (here as Record<PropertyKey, unknown> | undefined)?.[part];
  }
  if (issue.code !== 'unrecognized_keys') return key || 'default export';
  return [...(key ? [key] : []), issue.keys[0]].join('.');
}

function nameIn(list: unknown, index: number): string | undefined {
  const names = (list as readonly ({ readonly name?: unknown } | null)[]).map((each) => each?.name);
  const name = names[index];
  const isPlain = typeof name === 'string' && /^[\w-]+$/.test(name);
  return isPlain && names.indexOf(name) === names.lastIndexOf(name) ? `.${name}` : undefined;
}

function problemOf(value: unknown, issue: Issue): string {
  const got = issue.path.reduce<unknown>(
    (here, part) => (here as Record<PropertyKey, unknown> | null | undefined)?.[part],
    value,
  );
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.message;
    case 'invalid_value': {
      const hint = typeof got === 'string' ? suggest(got, issue.values.map(String)) : '';
      return `expected ${quotedList(issue.values)}, got ${shown(got)}.${hint}`;
    }
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}, got ${shown(got)}.`;
    default:
      return `expected ${issue.message}, got ${shown(got)}.`;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  number: 'a number',
  int: 'a whole number',
};

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
