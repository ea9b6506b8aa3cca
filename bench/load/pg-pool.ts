import { openPgSession } from './pg.js';
import type { OpenSession } from './session.js';

export const openPgPoolSession: OpenSession = openPgSession;
