-- The primary key leads with tenant_id too: one index less makes writes cheaper.
drop index invoices_tenant_created_idx;
