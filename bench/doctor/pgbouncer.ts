import { findDocker, isDocker } from '../docker/engine.js';
import { placesToFetchFrom } from '../pooler/fetch.js';
import { installSentence } from '../pooler/install.js';
import { presentPooler } from '../pooler/program.js';
import { OLDEST_VERSION } from '../pooler/version.js';
import type { CacheFolder } from '../target/cache-folder.js';
import type { Finding } from './finding.js';

/** Whether the arms that go through PgBouncer can be measured. Fetches nothing. */
export async function pgbouncer(cache: CacheFolder): Promise<Finding> {
  const subject = 'PgBouncer';
  const passedOver: string[] = [];
  const present = await presentPooler(cache, (text) => passedOver.push(text));
  const detail = (text: string) => [text, ...passedOver].join('; ');
  if (present !== undefined) {
    const where = present.source === 'path' ? 'on PATH' : 'fetched';
    return { subject, status: 'ok', detail: detail(`${present.version}, ${where}`) };
  }
  const places = await placesToFetchFrom();
  if (!('why' in places)) {
    const text = 'not fetched yet; apt fetches it when a scenario needs it, about 20 MB';
    return { subject, status: 'ok', detail: detail(text) };
  }
  if (isDocker(await findDocker())) {
    return { subject, status: 'ok', detail: detail('started in a container by Docker') };
  }
  return {
    subject,
    status: 'limited',
    detail: detail(`no ${OLDEST_VERSION} or newer: arms that go through it are skipped`),
    remedy: await installSentence(),
  };
}
