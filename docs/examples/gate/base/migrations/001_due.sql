-- Overdue invoices, the longest due first.
create index invoices_tenant_due_idx on invoices (tenant_id, due_on) where status = 'open';
