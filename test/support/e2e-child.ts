import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HttpClient } from './e2e-http';
import { until } from './e2e-until';

const ROOT = join(__dirname, '../..');
const START_DEADLINE_MS = 60_000;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of the project, run as people run it: in a process of its own, with nothing but its environment. */
export class Child {
  /** All that it has printed so far. */
  output = '';
  exit: Exit | null = null;
  private readonly exited: Promise<Exit>;

  private constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.exited = once(process, 'close').then(([code, signal]) => {
      this.exit = { code: code as Exit['code'], signal: signal as Exit['signal'] };
      return this.exit;
    });
  }

  /** @param script in the project's folder */
  static run(script: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Child {
    const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
    return new Child(
      spawn(process.execPath, [join(ROOT, script), ...args], {
        cwd: ROOT,
        env: { PATH, HOME, TMPDIR, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** What `npm start` runs, on a free port, ready for requests. */
  static async startServer(env: Readonly<Record<string, string>>): Promise<Child> {
    const child = Child.run('scripts/start.js', { PORT: '0', LOG_LEVEL: 'error', ...env });
    await until(
      'the server has told its address',
      () => {
        if (child.exit !== null) throw new Error(`the server ended: ${child.output}`);
        return Promise.resolve(child.output.includes('Stop with Ctrl+C') || undefined);
      },
      START_DEADLINE_MS,
    );
    return child;
  }

  /** The address that it has printed. */
  get http(): HttpClient {
    const url = /API\s+(http:\/\/\S+)\/api\/v1/.exec(this.output)?.[1];
    if (url === undefined) throw new Error(`no address in: ${this.output}`);
    return new HttpClient(url);
  }

  /** Sends a signal; the process may go on. */
  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Waits for its end. */
  async ended(): Promise<Exit> {
    return this.exited;
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }
}
