import type { Lab } from '../fact.js';
import { SETTING } from '../fact.js';

/**
 * The table whose predicates are priced: an invoice each, with a column of every type that leaks and
 * the index that serves it. About one row in a thousand satisfies each predicate.
 */
export async function makePriced({ session, roles }: Lab): Promise<void> {
  await session.query(
    `create type state as enum ('draft', 'open', 'paid', 'disputed');
     create table priced as
       select tenant_id, invoice_id, amount, created_at, reference,
              (case when invoice_id % 1000 = 0 then 'disputed' else 'paid' end)::state as state,
              to_tsvector('simple', 'term' || invoice_id % 1000) as words,
              jsonb_build_object('batch', invoice_id % 1000, 'paid', true) as doc,
              array[invoice_id % 1000] as tags,
              int8range(invoice_id, invoice_id + 2) as span
       from invoices;
     create index priced_amount on priced (tenant_id, amount);
     create index priced_state on priced (tenant_id, state);
     create index priced_reference on priced (tenant_id, reference text_pattern_ops);
     create index priced_created on priced (tenant_id, created_at);
     create index priced_words on priced using gin (words);
     create index priced_doc on priced using gin (doc);
     create index priced_tags on priced using gin (tags);
     create index priced_span on priced using gist (span);
     alter table priced enable row level security;
     create policy tenant on priced
       using (tenant_id = nullif(current_setting('${SETTING}', true), '')::uuid);
     grant select on priced to ${roles.app}, ${roles.bypass}`,
  );
  await session.query('vacuum analyze priced');
}

/** A predicate of each kind, selecting few rows. */
export async function pricedPredicates(lab: Lab) {
  const { session, invoices, tenants } = lab;
  const { tenantId } = tenants.whale;
  const [edge] = await session.query(
    `select percentile_disc(0.999) within group (order by amount)::text as amount,
            percentile_disc(0.999) within group (order by created_at)::date::text as day,
            left(max(reference), -2) as prefix
     from priced where tenant_id = $1`,
    [tenantId],
  );
  const middle = Math.floor(invoices / 2);
  return {
    numeric: `amount >= ${edge?.amount}`,
    enum: `state = 'disputed'`,
    fullText: `words @@ 'term7'::tsquery`,
    jsonb: `doc @> '{"batch": 7}'`,
    array: `tags && array[7::bigint]`,
    range: `span && int8range(${middle}, ${middle} + 100)`,
    like: `reference like '${edge?.prefix}%'`,
    startsWith: `starts_with(reference, '${edge?.prefix}')`,
    date: `created_at >= date '${edge?.day}'`,
    dateCast: `created_at >= (date '${edge?.day}')::timestamptz`,
  };
}
export type Predicate = keyof Awaited<ReturnType<typeof pricedPredicates>>;
