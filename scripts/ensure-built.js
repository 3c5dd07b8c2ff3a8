'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const stamp = join(root, 'dist', '.built');
const sources = ['src', 'eventstore', 'bench', 'nest-cli.json', '.swcrc', 'package-lock.json'];

/** When the newest of the sources was changed, in ms. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

/** Compiles to dist/ when a source is newer than the last build. */
function ensureBuilt() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Tiffin needs Node 20.19 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  if (!existsSync(join(root, 'node_modules', '@nestjs', 'core'))) {
    console.error('The dependencies are not installed. Run: npm ci');
    process.exit(1);
  }
  const present = sources.map((name) => join(root, name)).filter(existsSync);
  const changed = Math.max(...present.map(newest));
  if (existsSync(stamp) && statSync(stamp).mtimeMs > changed) return;

  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if (!existsSync(nest)) {
    if (existsSync(stamp)) return;
    console.error('There is no build and no compiler. Run: npm ci, then npm run build');
    process.exit(1);
  }
  const build = spawnSync(process.execPath, [nest, 'build'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) {
    console.error(build.stdout + build.stderr);
    process.exit(build.status ?? 1);
  }
  writeFileSync(stamp, '');
}

module.exports = { ensureBuilt, root };
