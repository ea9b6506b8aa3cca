-- The invoicing model: every table carries the tenant, so every policy and index can lead with it.
-- Names are unqualified: the search_path decides the schema.
-- No keys or indexes here: they are built after loading (indexes.sql), which is several times faster.

create table tenants (
  tenant_id  uuid        not null,
  name       text        not null,
  plan       text        not null check (plan in ('free', 'team', 'business')),
  created_at timestamptz not null
);

create table customers (
  tenant_id   uuid        not null,
  customer_id bigint      not null,
  name        text        not null,
  city        text        not null,
  created_at  timestamptz not null
);

create table invoices (
  tenant_id   uuid           not null,
  invoice_id  bigint         not null,
  customer_id bigint         not null,
  status      text           not null check (status in ('draft', 'open', 'paid', 'void')),
  amount      numeric(12, 2) not null,
  created_at  timestamptz    not null,
  due_on      date           not null,
  reference   text           not null,
  note        text
);

create table line_items (
  tenant_id   uuid           not null,
  invoice_id  bigint         not null,
  line_no     integer        not null,
  description text           not null,
  quantity    integer        not null,
  unit_price  numeric(12, 2) not null
);
