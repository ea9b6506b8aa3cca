-- One permissive policy a table, for every command. ENABLE leaves the owner free, FORCE binds it too;
-- superusers and BYPASSRLS roles are never bound.
--
-- current_setting(name, true) is NULL before its first use in a session and '' after a transaction
-- that set it locally, so NULLIF makes both mean "no tenant", which matches no row.
-- The setting stays bare: wrapped in a subselect it would lose the planner's estimate per tenant.

alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenants_tenant on tenants
  using (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid);

alter table customers enable row level security;
alter table customers force row level security;
create policy customers_tenant on customers
  using (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid);

alter table invoices enable row level security;
alter table invoices force row level security;
create policy invoices_tenant on invoices
  using (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid);

alter table line_items enable row level security;
alter table line_items force row level security;
create policy line_items_tenant on line_items
  using (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid);
