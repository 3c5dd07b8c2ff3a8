'use strict';
// Everything that has to hold, cheapest first. Ends with one line: N passed, N failed, N skipped.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { root } = require('./ensure-built');

const report = join(mkdtempSync(join(tmpdir(), 'tiffin-test-')), 'jest.json');
const bin = (name, file) => join(root, 'node_modules', name, file);
const checks = [
  ['lockfile', join(root, 'scripts', 'check-lockfile.js')],
  ['format', bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ['types', bin('typescript', 'bin/tsc'), '--noEmit'],
  ['lint', bin('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0'],
  [
    'layers',
    bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.js', 'src', 'eventstore', 'bench', 'simulation', 'test'],
  ],
  ['build', join(root, 'scripts', 'ensure-built.js')],
];

let passed = 0;
let failed = 0;
for (const [name, file, ...args] of checks) {
  const started = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
  const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
}

spawnSync(
  process.execPath,
  [bin('jest', 'bin/jest.js'), '--json', `--outputFile=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
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
