import { count, number } from '../plan/tree.js';
import { defineRule, failed, passed } from './rule.js';

/** Round trips of the arm's whole exchange, context included: no plan tells of them. */
export const maxRoundTrips = defineRule('maxRoundTrips', number, (most, { roundTrips }) => {
  if (roundTrips === null) {
    return failed('not known', 'nobody knows how many round trips the exchange of this arm takes');
  }
  const actual = count(roundTrips, 'round trip');
  return (roundTrips <= most ? passed : failed)(actual, `takes ${actual}`);
});
