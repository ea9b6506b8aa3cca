import type { FactGroup } from '../fact.js';
import { priceFacts } from './price.js';
import { makePriced } from './priced.js';
import { statisticsFacts } from './statistics.js';

/** One table with a predicate of every kind that leaks: its making is most of the time it takes. */
const predicates: FactGroup = {
  section: 'Leakproof',
  data: 'invoices',
  prepare: makePriced,
  facts: [...priceFacts, ...statisticsFacts],
};
export default predicates;
