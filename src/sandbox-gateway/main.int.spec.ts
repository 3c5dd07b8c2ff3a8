import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { apiKey, webhookSecret } from './sandbox-gateway.fixtures';

const SUPPORT = join(__dirname, '../../test/support');
const secrets = { SANDBOX_GATEWAY_KEY: apiKey, SANDBOX_WEBHOOK_SECRET: webhookSecret };

/** The program, in a process of its own. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = secrets) {
  const child = spawn(
    process.execPath,
    ['-r', join(SUPPORT, 'register-swc.js'), join(__dirname, 'main.ts'), ...args],
    { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  return { child, ended: endOf(child, () => output) };
}

async function endOf(child: ChildProcess, output: () => string) {
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

async function started(args: readonly string[]) {
  const running = run(args);
  const [line] = (await once(createInterface({ input: running.child.stdout }), 'line')) as [string];
  return { ...running, url: (JSON.parse(line) as { url: string }).url };
}

describe('the sandbox gateway as a program', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiffin-sandbox-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };

  it('tells where it listens, and ends in order when it is asked to', async () => {
    const { child, ended, url } = await started(['--data', folder]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('ends with its parent, when it is told to', async () => {
    const { child, ended } = await started(['--data', folder, '--with-parent']);
    child.stdin.end();
    expect((await ended).code).toBe(0);
  });

  it('has every payment that it has answered for after it was killed', async () => {
    const { child, ended, url } = await started(['--data', folder]);
    const references = Array.from({ length: 20 }, (_, n) => `payment-${n}`);
    const open = (reference: string) =>
      fetch(`${url}/v1/payments`, {
        method: 'POST',
        headers,
        body: JSON.stringify({
          ...{ reference, order_id: 'order-1', amount_minor: 100, currency: 'INR', method: 'UPI' },
          ...{ capture: 'automatic', expires_at: '2099-01-01T00:00:00.000Z' },
          return_url: 'https://tiffin.example/',
        }),
      }).then(({ status }) => expect(status).toBe(200));
    await Promise.all(references.map(open));
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();

    const again = await started(['--data', folder]);
    for (const reference of references) {
      const { status } = await fetch(`${again.url}/v1/payments/${reference}`, { headers });
      expect(status).toBe(200);
    }
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });

  it('explains itself, and what it misses', async () => {
    const help = await run(['--help']).ended;
    expect(help.code).toBe(0);
    expect(help.output).toContain('Examples:');
    expect(help.output).toContain('--webhook-url');
    const unnamed = await run(['--data', folder], {}).ended;
    expect(unnamed.code).toBe(1);
    expect(unnamed.output).toContain('set SANDBOX_GATEWAY_KEY to at least 16 characters');
    const short = await run(['--data', folder], { ...secrets, SANDBOX_WEBHOOK_SECRET: 'short' }).ended;
    expect(short.output).toContain('set SANDBOX_WEBHOOK_SECRET');
    const homeless = await run([]).ended;
    expect(homeless.output).toContain("required option '--data <folder>'");
    const lost = await run(['--data', folder, '--port', '70000']).ended;
    expect(lost.output).toContain('A port is a number from 0 to 65535.');
  });
});
