import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the project, from sources as from a build. */
export function projectRoot(from = __dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('there is no package.json above this file');
  return projectRoot(parent);
}
