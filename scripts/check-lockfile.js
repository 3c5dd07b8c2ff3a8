'use strict';
// A lockfile made on one platform may silently lack the packages of the others: `npm ci` then fails there.
const { join } = require('node:path');
const { packages } = require(join(__dirname, '..', 'package-lock.json'));

const locked = new Set(Object.keys(packages).map((path) => path.split('node_modules/').pop()));
const problems = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!locked.has(name))
      problems.push(`${name}, an optional dependency of ${path || 'this project'}, is not locked`);
  }
  if (path.includes('node_modules/') && !entry.link && !entry.inBundle && !entry.integrity) {
    problems.push(`${path} has no integrity hash`);
  }
}
const { dependencies, devDependencies, optionalDependencies } = packages[''];
for (const [name, range] of Object.entries({
  ...dependencies,
  ...devDependencies,
  ...optionalDependencies,
})) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))
    problems.push(`${name} is not pinned to one version: ${range}`);
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`lockfile: ${Object.keys(packages).length - 1} packages, complete and pinned`);
