import { escapeLiteral } from 'pg';
import { TOKEN_SECRET, TOKEN_SETTING } from '../../bench/context/token.js';
import { setRule } from './policy-forms.js';

/** Policies for contexts that carry the tenant in something else than `app.current_tenant_id`. */

const TABLES = ['tenants', 'customers', 'invoices', 'line_items'];

/**
 * Each tenant reads as a role of its own, whose name ends in the tenant's id without dashes. Any other
 * role is no tenant and sees nothing.
 */
export const ROLE_POLICIES: readonly string[] = setRule(
  `tenant_id = (case when current_user::text ~ '_t[0-9a-f]{32}$'
                     then right(current_user::text, 32) end)::uuid`,
  TABLES,
);

/**
 * The tenant comes in a token whose signature the policy verifies, once a query. Whoever may run SQL
 * may set the setting, but only who knows the secret can sign: so no session can choose its tenant. The
 * secret is read by the function's owner alone. pgcrypto is a trusted extension (manual, F.26): a
 * database's owner may create it.
 */
export const TOKEN_POLICIES: readonly string[] = [
  'create extension pgcrypto',
  'create table token_secret (secret text not null)',
  `insert into token_secret values (${escapeLiteral(TOKEN_SECRET)})`,
  `create function verified_tenant() returns uuid
     language plpgsql stable parallel safe security definer set search_path from current
   as $$
     declare
       token text := nullif(current_setting('${TOKEN_SETTING}', true), '');
       tenant text := split_part(token, '.', 1);
     begin
       if token is null then return null; end if;
       if encode(hmac(tenant, (select secret from token_secret), 'sha256'), 'hex')
          <> split_part(token, '.', 2) then
         raise exception 'the tenant token has a wrong signature' using errcode = '28000';
       end if;
       return tenant::uuid;
     end $$`,
  ...setRule('tenant_id = (select verified_tenant())', TABLES),
];
