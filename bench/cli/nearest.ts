export { requireKnown } from '../nearest.js';
