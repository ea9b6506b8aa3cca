import invoices from '../../schemas/invoices/rows.js';
import type { SchemaRows } from './dataset.js';

/** Every dataset there is: one folder in `schemas/` and one line here. */
export const SCHEMAS: readonly SchemaRows[] = [invoices];
