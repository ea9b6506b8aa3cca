import { openDocker } from './docker.js';
import { type EmbeddedOptions, openEmbedded } from './embedded.js';
import type { OpenedTarget, TargetRequest } from './target.js';
import { openUrl } from './url.js';

/**
 * Opens the target a person named: a server of ours (`embedded`, `docker`), or theirs (`postgres://...`).
 *
 * @throws BadInputError for a location that is none of them, a role without the rights, an old server
 * @throws EnvironmentError when the server can't be started or reached
 */
export function openTarget(
  request: TargetRequest,
  options: EmbeddedOptions = {},
): Promise<OpenedTarget> {
  if (request.location === 'embedded') return openEmbedded(request, options);
  return request.location === 'docker' ? openDocker(request, options) : openUrl(request);
}
