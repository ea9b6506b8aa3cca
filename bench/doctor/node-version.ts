import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import type { Finding } from './finding.js';

/** Whether this Node is one that our package.json asks for. */
export function nodeVersion(version: string = process.version): Finding {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const { node } = (manifest as { engines: { node: string } }).engines;
  return satisfies(version, node)
    ? { subject: 'node', status: 'ok', detail: version }
    : {
        subject: 'node',
        status: 'missing',
        detail: `${version}, which is none of ${node}`,
        remedy: 'Install a Node version of these.',
      };
}

/** The two kinds of ranges that package.json has: `^major.minor.patch` and `>=major`, joined by `||`. */
export function satisfies(version: string, ranges: string): boolean {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  return ranges.split('||').some((range) => {
    const [, sign, wantedMajor, wantedMinor = '0'] =
      /^\s*(\^|>=)(\d+)(?:\.(\d+)\.0)?\s*$/.exec(range) ?? [];
    if (sign === undefined)
      throw new Error(`package.json's engines have an unknown range: ${range}`);
    if (major === Number(wantedMajor)) return minor >= Number(wantedMinor);
    return sign === '>=' && major > Number(wantedMajor);
  });
}
