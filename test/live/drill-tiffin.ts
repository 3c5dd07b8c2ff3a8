import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DrillGateway } from './drill-gateway';
import { ROOT } from './drill-program';
import { familyOf, isAlive, killHard } from './processes';

const START_DEADLINE_MS = 90_000;

/** A server whose database was killed notices, and ends; it does not take longer than that. */
const NOTICES_WITHIN_MS = 20_000;

/** What a command of the CLI did. */
export interface CliResult {
  readonly code: number;
  readonly output: string;
}

/** Tiffin with its embedded database, which is killed and started again on the same data and port. */
export class DrillTiffin {
  private child: ChildProcess | null = null;

  constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly gateway: DrillGateway,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get dataFolder(): string {
    return join(this.folder, 'tiffin');
  }

  get pid(): number | null {
    const { child } = this;
    return child === null || child.exitCode !== null || child.signalCode !== null
      ? null
      : (child.pid ?? null);
  }

  /** The database server with all its workers; none when it does not run. */
  get databasePids(): readonly number[] {
    try {
      const [line] = readFileSync(join(this.dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
      const pid = Number(line);
      return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) ? familyOf(pid) : [];
    } catch {
      return [];
    }
  }

  async start(): Promise<void> {
    const program = join(ROOT, 'dist', 'src', 'main', 'main.js');
    const child = spawn(process.execPath, ['--max-semi-space-size=16', '--max-old-space-size=400', program], {
      env: this.environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.child = child;
    const giveUpAt = performance.now() + START_DEADLINE_MS;
    while (!(await this.isReady())) {
      if (this.pid === null) throw new Error(`Tiffin ended with code ${String(child.exitCode)}`);
      if (performance.now() > giveUpAt) throw new Error('Tiffin did not get ready');
      await sleep(50);
    }
  }

  async killServer(): Promise<void> {
    if (this.pid !== null) await killHard([this.pid]);
  }

  /** The database with all its workers; the server has to end by itself then. */
  async killDatabase(): Promise<void> {
    await killHard(this.databasePids);
    const giveUpAt = performance.now() + NOTICES_WITHIN_MS;
    while (this.pid !== null) {
      if (performance.now() > giveUpAt) throw new Error('the server goes on without its database');
      await sleep(10);
    }
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === null || this.pid === null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Runs a command of the CLI beside it. */
  async cli(...args: readonly string[]): Promise<CliResult> {
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'main', 'cli.js'), ...args], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (content: string) => (output += content));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? 1, output };
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PORT: String(this.port),
      DATA_DIR: this.dataFolder,
      LOG_LEVEL: 'fatal',
      SANDBOX_GATEWAY_URL: this.gateway.url,
      SANDBOX_GATEWAY_KEY: this.gateway.apiKey,
      SANDBOX_WEBHOOK_SECRET: this.gateway.webhookSecret,
    };
  }
}
