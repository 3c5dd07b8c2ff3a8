'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const stamp = join(root, 'dist', '.built');
const sources = [
  'src',
  'eventstore',
  'bench',
  'simulation',
  'demo',
  'test/live',
  'test/whole',
  'test/fuzz',
  'test/access',
  'nest-cli.json',
  '.swcrc',
  'package-lock.json',
];

/** When the newest of the sources was changed, in ms. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

const isFresh = () => {
  const changed = Math.max(
    ...sources
      .map((name) => join(root, name))
      .filter(existsSync)
      .map(newest),
  );
  return existsSync(stamp) && statSync(stamp).mtimeMs > changed;
};

/** One process builds at a time; whoever comes meanwhile waits. A lock that is a minute old was left behind. */
function withBuildLock(work) {
  const lock = join(root, 'node_modules', '.tiffin-build.lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 60_000) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Compiles to dist/ through nest-cli.json. */
function build() {
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if (!existsSync(nest)) {
    if (existsSync(stamp)) return;
    console.error('There is no build and no compiler. Run: npm ci, then npm run build');
    process.exit(1);
  }
  const result = spawnSync(process.execPath, [nest, 'build'], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) {
    console.error(result.stdout + result.stderr);
    process.exitCode = result.status ?? 1;
    throw new Error('the build failed');
  }
  writeFileSync(stamp, '');
}

/** Compiles when a source is newer than the last build. */
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
  if (isFresh()) return;
  withBuildLock(() => {
    if (!isFresh()) build();
  });
}

if (require.main === module) withBuildLock(build);

module.exports = { ensureBuilt, root };
