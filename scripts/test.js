'use strict';
// Everything that has to hold. Ends with one line: N passed, N failed, N skipped.
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { root } = require('./ensure-built');

const report = join(mkdtempSync(join(tmpdir(), 'tiffin-test-')), 'jest.json');
const bin = (name, file) => join(root, 'node_modules', name, file);
const script = (name) => join(root, 'scripts', name);
/** The specs start programs of the build. */
const first = [
  ['lockfile', script('check-lockfile.js')],
  ['build', script('ensure-built.js')],
];
/** Work for one core, and nothing waits for its answers: it goes on beside the specs, which now and then wait. */
const beside = [
  ['types and lint', '--max-semi-space-size=64', script('check-types-and-lint.mjs')],
  ['format', bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  [
    'layers',
    bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.js', 'src', 'eventstore', 'bench', 'simulation', 'demo', 'test'],
  ],
];

let passed = 0;
let failed = 0;
function count(name, status, started) {
  const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
}

/** One after the other. What they print is shown when they end: other output comes meanwhile. */
async function check(checks) {
  for (const [name, ...args] of checks) {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    const status = await new Promise((resolve) => child.once('close', resolve));
    process.stdout.write(Buffer.concat(output));
    count(name, status, started);
  }
}

const run = (args, stdio) =>
  new Promise((resolve) => {
    spawn(process.execPath, args, { cwd: root, stdio }).once('close', resolve);
  });

async function main() {
  await check(first);
  const jest = [bin('jest', 'bin/jest.js'), '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
  await Promise.all([check(beside), run(jest, ['ignore', 'ignore', 'inherit'])]);
  summarise();
}

function summarise() {
  let skipped = [];
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    skipped = result.testResults.flatMap((suite) =>
      suite.assertionResults.filter((test) => test.status === 'pending').map((test) => test.fullName),
    );
  } catch (error) {
    console.error(`jest left no report: ${error.message}`);
    failed += 1;
  }
  rmSync(join(report, '..'), { recursive: true, force: true });

  for (const name of skipped) console.log(`SKIPPED ${name}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exit(failed === 0 ? 0 : 1);
}

void main();
