/** Names of arms in a gate's own scenario: whose they are, then their name in the person's scenario. */

export const baseArm = (name: string) => `base:${name}`;
/** The A/A control: base's arm on a second clone of base. */
export const againArm = (name: string) => `base-again:${name}`;
export const headArm = (name: string) => `head:${name}`;

/** Whose arm it is: base's (its control too) or head's; undefined for a name of no gate. */
export function sideOfArm(arm: string): 'base' | 'head' | undefined {
  if (arm.startsWith('base:') || arm.startsWith('base-again:')) return 'base';
  return arm.startsWith('head:') ? 'head' : undefined;
}
