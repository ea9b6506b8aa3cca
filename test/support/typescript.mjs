// `node --import <this file> some.ts`: runs our TypeScript without building it, for tests that need
// a process of their own. Node 20 has no type stripping; vite comes with vitest.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
