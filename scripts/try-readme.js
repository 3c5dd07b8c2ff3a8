'use strict';
// Does in a fresh clone what the README tells a new user: install, start, the tour, stop. The process is also
// killed the hard way in between, and the order of the tour has to be there afterwards.
const { spawn, spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { join, resolve } = require('node:path');

const folder = resolve(process.argv[2] ?? '.');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const tour = /<!-- tour -->\s*```sh\n([\s\S]*?)```/.exec(readme)?.[1];
if (tour === undefined) fail('README.md has no block of commands after <!-- tour -->');

function fail(message) {
  console.error(`README: ${message}`);
  process.exit(1);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function start(port, gatewayPort) {
  const began = Date.now();
  const app = spawn(process.execPath, ['scripts/start.js'], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      SANDBOX_GATEWAY_PORT: String(gatewayPort),
      LOG_LEVEL: 'warn',
      DATA_DIR: '.tiffin',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = new Promise((done) => app.once('exit', (code, signal) => done(code ?? signal)));
  for (;;) {
    if (app.exitCode !== null) fail(`npm start ended with code ${app.exitCode}`);
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (ready) break;
    if (Date.now() - began > 120_000) fail('not ready after two minutes');
    await pause(20);
  }
  console.log(`ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return { app, exited };
}

function runTour(port, script) {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { ...process.env, TIFFIN_URL: `http://127.0.0.1:${port}` },
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) fail(`the tour failed with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

async function main() {
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  if (install.status !== 0) fail('npm ci failed');

  const port = await freePort();
  const gatewayPort = await freePort();
  let { app, exited } = await start(port, gatewayPort);
  const told = runTour(port, tour);
  if (!told.includes('DELIVERED')) fail(`the tour did not end with a delivered order:\n${told}`);

  app.kill('SIGKILL');
  await exited;
  ({ app, exited } = await start(port, gatewayPort));
  const again = runTour(
    port,
    `${tour.split('# Place')[0]}\ncurl -s $API/orders -H "authorization: Bearer $CUSTOMER"`,
  );
  if (!again.includes('DELIVERED')) fail(`the order was lost by kill -9:\n${again}`);

  app.kill('SIGTERM');
  const code = await exited;
  if (code !== 0) fail(`the process did not stop cleanly: ${code}`);
  console.log('README: install, start, tour, kill -9, start, stop: ok');
}

main().catch((error) => fail(error.stack));
