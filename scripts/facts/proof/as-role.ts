import type { Lab } from '../fact.js';

/** Looks as a role (null: the superuser) and becomes the superuser again. */
export async function as<T>(
  { session }: Lab,
  role: string | null,
  look: () => Promise<T>,
): Promise<T> {
  await session.become(role);
  const found = await look();
  await session.become(null);
  return found;
}
