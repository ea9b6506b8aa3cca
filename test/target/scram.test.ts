import { expect, test } from 'vitest';
import { scramVerifier } from '../../bench/target/scram.js';

test('the verifier is the one Postgres makes of this password and salt', () => {
  // As PostgreSQL 15.18 stored it in pg_authid after CREATE ROLE r PASSWORD 'pencil'.
  const stored =
    'SCRAM-SHA-256$4096:8wLkQQEtM369zVAZxAH0nw==$Vx1XUeG649NWBt9QuJuc+M73aVojYS6b0NhGnGJhaeM=:95m2/ARw0g31sAgx2K65WIK5K4JTIuLtdzcpUckSjVQ=';
  const salt = Buffer.from('8wLkQQEtM369zVAZxAH0nw==', 'base64');
  expect(scramVerifier('pencil', salt, 4096)).toBe(stored);
});
