import { copyStream, type WriteRow } from '../../bench/dataset/copy-stream.js';
import type { DatasetSize, SchemaRows, TableRows } from '../../bench/dataset/dataset.js';
import { invoicesCostWrites } from './cost-writes.js';
import { invoicesSample } from './sample.js';
import {
  customerCount,
  FIRST_DAY,
  invoiceSequence,
  lineItemCount,
  MICROS_PER_DAY,
} from './sequence.js';
import { namedTenants, type TenantPlan, tenantPlan } from './tenants.js';
import { CITIES, DESCRIPTIONS, NOTES, PLANS, STATUSES } from './words.js';

/** Customers sign up so long before their first invoice. */
const SIGN_UP_LEAD_MICROS = 90_000_000;

const TENANT = Buffer.from('Tenant ');
const CUSTOMER = Buffer.from('Customer ');
const REFERENCE = Buffer.from('INV-');

function tenantRows(size: DatasetSize, plan: TenantPlan): WriteRow {
  let tenant = 0;
  return (writer) => {
    if (tenant === size.tenants) return false;
    const tiny = tenant === size.tenants - 1;
    writer.row(4);
    writer.uuid(plan.ids, tenant);
    writer.numberedText(TENANT, tenant + 1, 6);
    writer.text((tenant === 0 ? PLANS[2] : PLANS[tiny ? 0 : 1]) as Buffer);
    // Before the first invoice of all, save for the tiny one, which comes in the last hundredth.
    const day = tiny ? FIRST_DAY + 720 : FIRST_DAY - 1;
    writer.int64(day * MICROS_PER_DAY + tenant);
    tenant++;
    return true;
  };
}

function customerRows(size: DatasetSize, seed: number, plan: TenantPlan): WriteRow {
  const { current, next } = invoiceSequence(size, seed, plan);
  return (writer) => {
    do {
      if (!next()) return false;
    } while (!current.newCustomer);
    writer.row(5);
    writer.uuid(plan.ids, current.tenant);
    writer.int64(current.customerId);
    writer.numberedText(CUSTOMER, current.customerId, 7);
    writer.text(CITIES[current.note % CITIES.length] as Buffer);
    writer.int64(current.createdAtMicros - SIGN_UP_LEAD_MICROS);
    return true;
  };
}

function invoiceRows(size: DatasetSize, seed: number, plan: TenantPlan): WriteRow {
  const { current, next } = invoiceSequence(size, seed, plan);
  return (writer) => {
    if (!next()) return false;
    writer.row(9);
    writer.uuid(plan.ids, current.tenant);
    writer.int64(current.invoiceId);
    writer.int64(current.customerId);
    writer.text(STATUSES[current.status] as Buffer);
    writer.numericHundredths(current.amountCents);
    writer.int64(current.createdAtMicros);
    writer.int32(current.dueOnDay);
    writer.numberedText(REFERENCE, current.invoiceId, 9);
    const note = NOTES[current.note];
    if (note === undefined) writer.nothing();
    else writer.text(note);
    return true;
  };
}

function lineItemRows(size: DatasetSize, seed: number, plan: TenantPlan): WriteRow {
  const { current, next } = invoiceSequence(size, seed, plan);
  let line = 0;
  return (writer) => {
    if (line === current.lineCount) {
      if (!next()) return false;
      line = 0;
    }
    writer.row(6);
    writer.uuid(plan.ids, current.tenant);
    writer.int64(current.invoiceId);
    writer.int32(line + 1);
    writer.text(DESCRIPTIONS[current.description[line] as number] as Buffer);
    writer.int32(current.quantity[line] as number);
    writer.numericHundredths(current.unitPriceCents[line] as number);
    line++;
    return true;
  };
}

function tables(size: DatasetSize, seed: number): readonly TableRows[] {
  const plan = tenantPlan(size, seed);
  const binary = (
    table: string,
    columns: readonly string[],
    rows: number,
    writeRow: () => WriteRow,
  ): TableRows => ({
    table,
    columns,
    format: 'binary',
    rows,
    open: (onRows) => copyStream(writeRow(), onRows),
  });
  return [
    binary('tenants', ['tenant_id', 'name', 'plan', 'created_at'], size.tenants, () =>
      tenantRows(size, plan),
    ),
    binary(
      'customers',
      ['tenant_id', 'customer_id', 'name', 'city', 'created_at'],
      customerCount(plan.invoices),
      () => customerRows(size, seed, plan),
    ),
    binary(
      'invoices',
      [
        'tenant_id',
        'invoice_id',
        'customer_id',
        'status',
        'amount',
        'created_at',
        'due_on',
        'reference',
        'note',
      ],
      size.invoices,
      () => invoiceRows(size, seed, plan),
    ),
    binary(
      'line_items',
      ['tenant_id', 'invoice_id', 'line_no', 'description', 'quantity', 'unit_price'],
      lineItemCount(size.invoices),
      () => lineItemRows(size, seed, plan),
    ),
  ];
}

/** The rows of `schemas/invoices`: an invoicing system of two years, with tenants of all sizes. */
const invoices: SchemaRows = {
  name: 'invoices',
  mainTable: 'invoices',
  bytesPerMainRow: 600,
  generatorVersion: 2,
  tables,
  sample: invoicesSample,
  costWrites: invoicesCostWrites,
  namedTenants,
};
export default invoices;
