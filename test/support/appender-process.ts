import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Acknowledged } from './event-store-appender';

/** A process that appends to a database's log, and what it was told was stored. */
export class AppenderProcess {
  readonly acknowledged: Acknowledged[] = [];
  /** The exit code, null when it was killed; after all that it printed was read. */
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private onLine: () => void = () => undefined;

  /** @param appends how many; Infinity until it is killed */
  constructor(databaseUrl: string, name: string, appends: number) {
    const script = [
      resolve(__dirname, 'register-swc.js'),
      resolve(__dirname, 'event-store-appender.ts'),
    ] as const;
    const args = ['-r', ...script, databaseUrl, name, String(appends)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout).on('line', (line) => {
      this.acknowledged.push(JSON.parse(line) as Acknowledged);
      this.onLine();
    });
    this.child = child;
    this.ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(
      ([[code]]) => code as number | null,
    );
  }

  /** Kills the process without warning once it has been told of so many appends. */
  async killAfter(acknowledgements: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onLine = () => {
        if (this.acknowledged.length >= acknowledgements) resolve();
      };
    });
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
