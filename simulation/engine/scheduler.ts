import { businessMsAt } from '../../src/adapters/driven/clocks/anchor';
import type { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import type { Luck } from './luck';
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
  /** Drawn when it became ready: of all that are ready, the lowest goes first. */
  rank: number;
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
 * Says who goes on. Everything that waits for anything waits here; of all that is ready one goes on, by ranks that are
 * drawn, and runs until it waits again. When nothing is ready, time passes to the next moment at which something is.
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
    private readonly luck: Luck,
    private readonly trace: Trace,
    private readonly maxSteps: number,
  ) {}

  /** Wall time (ms). */
  get now(): number {
    return this.time.wallMs;
  }

  /** Business time (ms). */
  get businessMs(): number {
    return businessMsAt(this.time.anchor, this.time.wallMs);
  }

  /** Lets others go first. */
  pause(label: string, owner: Mortal | null): Promise<void> {
    return new Promise((resume) => this.wake({ label, owner, resume, rank: 0 }));
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
      const sleeper: Sleeper = { label, owner, at: this.now + ms, isOver: false, resume, rank: 0 };
      if (Number.isFinite(ms)) this.insert(sleeper);
      cut = (): void => {
        if (sleeper.isOver) return;
        sleeper.isOver = true;
        this.wake(sleeper);
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
      this.time.leap(Math.max(0, next - this.now));
      this.wakeSleepers();
    }
    if (Number.isFinite(end) && end > this.now) this.time.leap(end - this.now);
  }

  private wake(task: Task): void {
    const { orderlyFrom = Infinity } = this.luck.cut;
    task.rank = this.steps >= orderlyFrom ? Infinity : this.luck.number(task.label);
    this.ready.push(task);
  }

  private draw(): Task | undefined {
    for (const pump of this.pumps) {
      if ((pump.due() ?? Infinity) > this.now) continue;
      const rank = this.luck.number(pump.label);
      if (this.ready.every((task) => task.rank > rank)) {
        return { label: pump.label, owner: null, resume: () => pump.run(), rank };
      }
    }
    let first = 0;
    for (let n = 1; n < this.ready.length; n += 1) {
      if ((this.ready[n]?.rank ?? Infinity) < (this.ready[first]?.rank ?? Infinity)) first = n;
    }
    return this.ready.splice(first, 1)[0];
  }

  private go({ label, owner, resume }: Task): void {
    if (isOver(owner)) return;
    this.steps += 1;
    if (this.steps === this.luck.cut.orderlyFrom) this.luck.calmDown();
    this.trace.step(this.steps, this.businessMs, owner?.name ?? '-', label);
    owner?.beforeStep(label);
    // Whatever waits for a dead party waits for ever, and is forgotten.
    if (!isOver(owner)) resume();
  }

  private nextTime(): number | null {
    let next = this.sleepers[0]?.at ?? null;
    for (const pump of this.pumps) {
      const due = pump.due();
      if (due !== null && (next === null || due < next)) next = due;
    }
    return next;
  }

  private wakeSleepers(): void {
    let over = 0;
    for (const sleeper of this.sleepers) {
      if (sleeper.at > this.now) break;
      over += 1;
      if (sleeper.isOver) continue;
      sleeper.isOver = true;
      this.wake(sleeper);
    }
    this.sleepers.splice(0, over);
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

/** Every promise that can settle by itself has settled: ticks come after all of them, and cost no turn of the loop. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
