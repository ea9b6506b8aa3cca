import { createHmac } from 'node:crypto';

/** The setting that a signed token is carried in. */
export const TOKEN_SETTING = 'app.tenant_token';

/**
 * Signs tokens in databases of ours that hold made-up rows and are dropped with the run: the same in
 * every run, so that siblings are made by the same SQL.
 */
export const TOKEN_SECRET = 'rlsbench signs made-up tenants';

/** A token that says which tenant its bearer is: "tenant.signature", HMAC-SHA-256 (RFC 2104) in hex. */
export function signTenant(tenantId: string): string {
  const signature = createHmac('sha256', TOKEN_SECRET).update(tenantId).digest('hex');
  return `${tenantId}.${signature}`;
}
