import { sentence } from '../place.js';
import { type Catalogs, notice, type Told } from './told.js';

const FREEDOM = { IMMUTABLE: 0, STABLE: 1, VOLATILE: 2 } as const;

/** An index finds no row by what a volatile function returns, and it is called for every row. */
export function volatilities({ base, head }: Catalogs): Told[] {
  return head.functions.flatMap((is) => {
    const was = base.functions.find(({ name }) => name === is.name);
    if (was === undefined || FREEDOM[is.volatility] <= FREEDOM[was.volatility]) return [];
    const means =
      is.volatility === 'VOLATILE'
        ? 'a condition that calls it bare finds rows by no index, and calls it for each row'
        : 'its result is no constant any more when a query is planned';
    return {
      ...{ rule: 'calls', level: 'notice', base: was.volatility, head: is.volatility },
      message: sentence(
        `function ${is.name} is ${is.volatility}, and was ${was.volatility}: ${means}`,
      ),
    } satisfies Told;
  });
}

/** A SECURITY DEFINER function reads as its owner, past policies that do not bind that. */
export function definers({ base, head }: Catalogs): Told[] {
  return head.functions.flatMap((is): Told[] => {
    if (!is.securityDefiner) return [];
    const was = base.functions.find(({ name }) => name === is.name);
    if (was?.definition === is.definition) return [];
    const words = () => {
      if (was === undefined) return 'is new and SECURITY DEFINER';
      return was.securityDefiner
        ? 'is SECURITY DEFINER and another than it was'
        : 'is SECURITY DEFINER, and was not';
    };
    const text = `function ${is.name} ${words()}: it reads and writes as its owner, and nothing proved whose rows`;
    const rights = (definer: boolean) => (definer ? 'SECURITY DEFINER' : 'SECURITY INVOKER');
    return [notice(text, was ? rights(was.securityDefiner) : null, rights(true))];
  });
}
