import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './drill-program';

const difference = z.object({ orderId: z.string().nullable(), what: z.string() });

/** What the drill wants to know of the demo's own result; the rest is passed on as it is. */
const outcomeSchema = z.looseObject({
  isRight: z.boolean(),
  reconciliation: z.looseObject({
    addsUp: z.boolean(),
    orders: z.number(),
    differences: z.array(difference),
    neverHappened: z.array(z.string()),
    faults: z.record(z.string(), z.number()),
  }),
});

export type EveningOutcome = z.infer<typeof outcomeSchema>;

/** The demo as a process of its own, which knows nothing of the kills. */
export class EveningProcess {
  private readonly child: ChildProcess;
  private output = '';

  constructor(options: {
    readonly url: string;
    readonly orders: number;
    readonly speed: number;
    readonly seed: number;
  }) {
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.child = spawn(process.execPath, [join(ROOT, 'dist', 'demo', 'main.js'), ...given, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // An evening has nobody to tell once the drill is called off.
    process.once('exit', () => this.child.kill());
    this.child.stdout?.setEncoding('utf8').on('data', (content: string) => (this.output += content));
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @throws when the evening could not take place */
  async outcome(): Promise<EveningOutcome> {
    if (!this.isOver) await once(this.child, 'close');
    try {
      return outcomeSchema.parse(JSON.parse(this.output));
    } catch (cause) {
      throw new Error(`the evening ended with code ${String(this.child.exitCode)} and no result`, { cause });
    }
  }

  stop(): void {
    this.child.kill('SIGTERM');
  }
}
