-- Every key leads with the tenant: the policy's own condition is then an index condition, and a
-- duplicate-key error can't tell of another tenant's row (unique checks are not bound by RLS).

alter table tenants add constraint tenants_pkey primary key (tenant_id);
alter table customers add constraint customers_pkey primary key (tenant_id, customer_id);
alter table invoices add constraint invoices_pkey primary key (tenant_id, invoice_id);

-- Its first two columns also serve "the lines of this invoice"; a second index on (tenant_id,
-- invoice_id) would only cost writes.
alter table line_items
  add constraint line_items_pkey primary key (tenant_id, invoice_id, line_no);

-- Latest invoices, the next page by keyset, and date ranges.
create index invoices_tenant_created_idx
  on invoices (tenant_id, created_at desc, invoice_id desc);

-- Count by status.
create index invoices_tenant_status_idx on invoices (tenant_id, status);
