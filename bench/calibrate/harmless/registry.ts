import { columnAdded } from './column-added.js';
import { commentAdded } from './comment-added.js';
import type { Harmless } from './harmless.js';
import { indexAdded } from './index-added.js';
import { tableAdded } from './table-added.js';

/** Changes that every team makes and no gate may fail; a new one is a new file and a line here. */
export const HARMLESS: readonly Harmless[] = [columnAdded, tableAdded, indexAdded, commentAdded];
