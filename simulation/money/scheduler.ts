import type { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import type { Draws } from './draws';
import type { Trace } from './trace';
import { Violation } from './violation';

/** A party whose tasks end with it. */
export interface Mortal {
  readonly name: string;
  readonly isDead: boolean;
  /** Called before one of its tasks goes on: the moment at which it may die. */
  beforeStep(label: string): void;
}

interface Task {
  readonly label: string;
  readonly owner: Mortal | null;
  readonly resume: () => void;
}

interface Sleeper extends Task {
  readonly at: number;
  isOver: boolean;
}

/** Something outside of the tasks that has times of its own. */
export interface Pump {
  readonly label: string;
  /** Wall time in ms at which there is something to do next; null when there is nothing. */
  due(): number | null;
  run(): void;
}

/**
 * Says who goes on. Everything that waits for anything waits here; of all that is ready one is drawn, and runs until
 * it waits again. When nothing is ready, time passes to the next moment at which something is.
 */
export class Scheduler {
  steps = 0;
  /** Looked at after every step. */
  violation: Violation | null = null;
  readonly pumps: Pump[] = [];
  private readonly ready: Task[] = [];
  private readonly sleepers: Sleeper[] = [];

  constructor(
    readonly time: VirtualClock,
    private readonly draws: Draws,
    private readonly trace: Trace,
    private readonly maxSteps: number,
  ) {}

  get now(): number {
    return this.time.wallMs;
  }

  /** Lets others go first. */
  pause(label: string, owner: Mortal | null): Promise<void> {
    return new Promise((resume) => this.ready.push({ label, owner, resume }));
  }

  /** Waits for a time. Wakes at once when the signal aborts. */
  sleep(ms: number, label: string, owner: Mortal | null, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted === true) return this.pause(label, owner);
    const { over, cut } = this.nap(ms, label, owner);
    if (signal === undefined) return over;
    signal.addEventListener('abort', cut);
    return over.then(() => signal.removeEventListener('abort', cut));
  }

  /** Waits for a time, or until it is cut short. */
  nap(
    ms: number,
    label: string,
    owner: Mortal | null,
  ): { readonly over: Promise<void>; readonly cut: () => void } {
    let cut = (): void => undefined;
    const over = new Promise<void>((resume) => {
      const sleeper: Sleeper = { label, owner, at: this.now + ms, isOver: false, resume };
      if (Number.isFinite(ms)) this.insert(sleeper);
      cut = (): void => {
        if (sleeper.isOver) return;
        sleeper.isOver = true;
        this.ready.push(sleeper);
      };
    });
    return { over, cut };
  }

  /** Runs until nothing is left to happen, or until a time (wall, ms). */
  async runUntil(end: number): Promise<void> {
    for (;;) {
      await settled();
      if (this.violation !== null) throw this.violation;
      if (this.steps >= this.maxSteps) {
        throw new Violation('comes to rest', `still busy after ${this.maxSteps} steps`);
      }
      const task = this.draw();
      if (task !== undefined) {
        this.go(task);
        continue;
      }
      const next = this.nextTime();
      if (next === null || next > end) break;
      await this.time.advance(Math.max(0, next - this.now));
      this.wakeSleepers();
    }
    if (Number.isFinite(end) && end > this.now) await this.time.advance(end - this.now);
  }

  private draw(): Task | undefined {
    const due = this.pumps.filter((pump) => (pump.due() ?? Infinity) <= this.now);
    const drawn = this.draws.below(Math.max(1, this.ready.length + due.length));
    const pump = due[drawn - this.ready.length];
    if (pump !== undefined) return { label: pump.label, owner: null, resume: () => pump.run() };
    const last = this.ready.pop();
    if (last === undefined || drawn >= this.ready.length) return last;
    const task = this.ready[drawn];
    this.ready[drawn] = last;
    return task;
  }

  private go({ label, owner, resume }: Task): void {
    if (isOver(owner)) return;
    this.steps += 1;
    this.trace.add(`${this.steps} ${this.time.business.now()} ${owner?.name ?? '-'} ${label}`);
    owner?.beforeStep(label);
    // Whatever waits for a dead party waits for ever, and is forgotten.
    if (!isOver(owner)) resume();
  }

  private nextTime(): number | null {
    const [sleeper] = this.sleepers;
    const dues = this.pumps.flatMap((pump) => pump.due() ?? []);
    if (sleeper !== undefined) dues.push(sleeper.at);
    return dues.length === 0 ? null : Math.min(...dues);
  }

  private wakeSleepers(): void {
    while ((this.sleepers[0]?.at ?? Infinity) <= this.now) {
      const sleeper = this.sleepers.shift();
      if (sleeper === undefined || sleeper.isOver) continue;
      sleeper.isOver = true;
      this.ready.push(sleeper);
    }
  }

  private insert(sleeper: Sleeper): void {
    let [low, high] = [0, this.sleepers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sleepers[middle]?.at ?? 0) <= sleeper.at) low = middle + 1;
      else high = middle;
    }
    this.sleepers.splice(low, 0, sleeper);
  }
}

const isOver = (owner: Mortal | null): boolean => owner?.isDead === true;

/** One turn of the event loop: every promise that can settle by itself has settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
