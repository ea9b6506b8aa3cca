-- When a customer was last reminded, and of which invoices somebody asked not to be.
alter table invoices add column reminded_at timestamptz;

create table muted_invoices (
  tenant_id  uuid   not null,
  invoice_id bigint not null,
  primary key (tenant_id, invoice_id)
);
alter table muted_invoices enable row level security;
alter table muted_invoices force row level security;
create policy muted_invoices_tenant on muted_invoices
  using (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid);
