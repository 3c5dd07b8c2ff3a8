import type { Instant } from '../kernel/instant';
import type { ProcessInput, ProcessManager } from '../kernel/process';
import type { StoryEvent } from './order-story';

interface Sent<C> {
  readonly id: string;
  readonly command: C;
}

interface Timer {
  readonly timer: string;
  readonly dueAt: Instant;
}

/** A process that follows a story: behind it, and with commands that are on their way. */
export class ProcessRun<S, E extends StoryEvent, C> {
  state: S;
  pending: readonly Sent<C>[] = [];
  private taken = 0;
  private timers = new Map<string, Instant>();
  private lastFired: Timer | null = null;

  constructor(
    private readonly manager: ProcessManager<S, E, C>,
    private readonly story: readonly StoryEvent[],
    /** Called with every event before it is taken in. */
    private readonly onEvent: (event: E, state: S) => void = () => undefined,
  ) {
    this.state = manager.initial;
  }

  /** The timers that are set. */
  get waits(): readonly string[] {
    return [...this.timers.keys()];
  }

  read(): boolean {
    const event = this.story[this.taken];
    if (event === undefined) return false;
    this.taken += 1;
    this.takeIn(event, this.taken);
    return true;
  }

  /** The last event comes a second time. */
  readAgain(): void {
    const event = this.story[this.taken - 1];
    if (event !== undefined) this.takeIn(event, this.taken);
  }

  fire(now: Instant): boolean {
    const due = [...this.timers].find(([, dueAt]) => dueAt <= now);
    if (due === undefined) return false;
    const [timer, dueAt] = due;
    this.timers.delete(timer);
    this.lastFired = { timer, dueAt };
    this.react({ kind: 'timer', timer, dueAt, at: now }, `${timer} ${dueAt}`);
    return true;
  }

  /** The last timer fires a second time, even if it was unset or moved since. */
  fireAgain(now: Instant): void {
    if (this.lastFired === null) return;
    const { timer, dueAt } = this.lastFired;
    this.react({ kind: 'timer', timer, dueAt, at: now }, `${timer} ${dueAt}`);
  }

  /** One of the commands that are on their way arrives, in any order; one that is kept arrives again. */
  arrive(which: number, keep: boolean): C | undefined {
    const sent = this.pending[which % Math.max(1, this.pending.length)];
    if (!keep) this.pending = this.pending.filter((other) => other !== sent);
    return sent?.command;
  }

  private takeIn(event: StoryEvent, revision: number): void {
    if (!this.reads(event)) return;
    this.onEvent(event, this.state);
    this.react({ kind: 'event', event }, `event ${revision}`);
  }

  private reads(event: StoryEvent): event is E {
    return this.manager.reads.some((type) => type === event.type);
  }

  private react(input: ProcessInput<E>, id: string): void {
    const { state, effects } = this.manager.react(this.state, input);
    this.state = JSON.parse(JSON.stringify(state)) as S; // as it is stored
    const steps = new Set<string>();
    for (const effect of effects) {
      if (effect.do === 'schedule') this.timers.set(effect.timer, effect.at);
      if (effect.do === 'unschedule') this.timers.delete(effect.timer);
      if (effect.do !== 'send') continue;
      if (steps.has(effect.step)) throw new Error(`one reaction has a step twice: ${effect.step}`);
      steps.add(effect.step);
      this.pending = [...this.pending, { id: `${id}/${effect.step}`, command: effect.command }];
    }
  }
}
