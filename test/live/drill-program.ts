import { join } from 'node:path';

/** Of the project, from where this runs: `dist/test/live`. */
export const ROOT = join(__dirname, '..', '..', '..');
