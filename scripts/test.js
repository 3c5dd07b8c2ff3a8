'use strict';
// Everything that has to hold. Ends with one line: N passed, N failed, N skipped.
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { root } = require('./ensure-built');

const report = join(mkdtempSync(join(tmpdir(), 'tiffin-test-')), 'jest.json');
const bin = (name, file) => join(root, 'node_modules', name, file);
const checks = [
  ['lockfile', join(root, 'scripts', 'check-lockfile.js')],
  ['format', bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  [
    'layers',
    bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.js', 'src', 'eventstore', 'bench', 'simulation', 'demo', 'test'],
  ],
  ['build', join(root, 'scripts', 'ensure-built.js')],
];

let passed = 0;
let failed = 0;
function count(name, status, started) {
  const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
}

/** Much work for one core, and nothing waits for its answer: it goes on beside all the rest. */
function checkTypesAndLint() {
  const started = process.hrtime.bigint();
  const file = join(root, 'scripts', 'check-types-and-lint.mjs');
  const child = spawn(process.execPath, [file], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (status) => {
      process.stdout.write(Buffer.concat(output));
      count('types and lint', status, started);
      resolve();
    });
  });
}

const run = (args, stdio) =>
  new Promise((resolve) => {
    spawn(process.execPath, args, { cwd: root, stdio }).once('close', resolve);
  });

async function main() {
  const typesAndLint = checkTypesAndLint();
  for (const [name, file, ...args] of checks) {
    const started = process.hrtime.bigint();
    count(name, await run([file, ...args], 'inherit'), started);
  }
  const jest = [bin('jest', 'bin/jest.js'), '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
  await run(jest, ['ignore', 'ignore', 'inherit']);
  await typesAndLint;
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
