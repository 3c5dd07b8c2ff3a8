import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryBlobStore } from '../../src/adapters/driven/blobs/memory-blob-store';
import { MemoryCarts } from '../../src/adapters/driven/memory/memory-carts';
import { MemoryLiveLocations } from '../../src/adapters/driven/memory/memory-live-locations';
import { MemoryNotifications } from '../../src/adapters/driven/memory/memory-notifications';
import { MemoryProcessStore } from '../../src/adapters/driven/memory/memory-process-store';
import {
  MemoryPaymentGateway,
  type SentWebhook,
} from '../../src/adapters/driven/payments/memory/memory-gateway';
import type { CommandContext } from '../../src/application/commands/command-context';
import { fingerprintOf } from '../../src/application/deterministic-ids';
import { Parked } from '../../src/application/processes/process-runner';
import type { Actor } from '../../src/domain/kernel/actor';
import { instantOf, type Instant } from '../../src/domain/kernel/instant';
import type { AnyProjection } from '../../src/projections/projection';
import { Misbehaviour } from '../../src/sandbox-gateway/misbehaviour';
import { Counts } from '../engine/counts';
import type { Draws } from '../engine/draws';
import { FleetingPositions } from '../engine/fleeting-positions';
import { LossyBus } from '../engine/lossy-bus';
import type { Luck } from '../engine/luck';
import { NO_FAULTS, type Mix } from '../engine/mix';
import type { Crossing } from '../engine/ports';
import { Scheduler } from '../engine/scheduler';
import { SeededBoxes } from '../engine/seeded-boxes';
import type { Trace } from '../engine/trace';
import { must, Violation } from '../engine/violation';
import { Audit } from '../rules/audit';
import { toldOf, type Told } from '../rules/told';
import type { Outside } from './outside';
import type { Parts } from './parts';
import { messagesGoOut, Phones } from './phones';
import { LEASE_MS, Program } from './program';
import { ReadModelStore } from './read-models';
import { WatchedLog } from './watched-log';

const START = Date.parse('2026-03-14T06:00:00.000Z');
const SECRET = 'webhook-secret';
const MINUTE_MS = 60_000;

/** How often a step is the last one of a program, while programs are to die: once in so many steps per order. */
const STEPS_TO_LIVE = 1_500;

export interface WorldOptions {
  readonly luck: Luck;
  readonly mix: Mix;
  readonly parts: Parts;
  readonly orders: number;
  readonly trace: Trace;
  readonly maxSteps: number;
  /** The read models that programs keep up to date. */
  readonly readModels: readonly AnyProjection[];
  /** Looks at everything that is appended, after the audit. What it throws is a violation. */
  readonly alsoLooks: (appended: readonly Told[]) => void;
}

/** Everything outside of people: programs that come and go, stores, the gateway, and time. */
export class World {
  readonly time = new VirtualClock(instantOf(START));
  readonly counts = new Counts();
  readonly luck: Luck;
  readonly scheduler: Scheduler;
  readonly audit: Audit;
  readonly events: WatchedLog;
  readonly processes = new MemoryProcessStore();
  readonly readModels = new ReadModelStore(this.time.system);
  readonly keys: SeededBoxes;
  readonly notifications = new MemoryNotifications(this.time.system);
  readonly phones: Phones;
  readonly gateway: MemoryPaymentGateway;
  readonly programs: Program[] = [];
  private readonly draws: Draws;
  private readonly positions = new FleetingPositions();
  private readonly outside: Outside;
  private readonly crossing: Crossing;
  private mix: Mix;
  private crashesLeft: number;
  private started = 0;
  private pumping = 0;

  constructor(private readonly options: WorldOptions) {
    const { luck, mix, trace, parts, maxSteps } = options;
    this.luck = luck;
    this.draws = luck.drawsOf('world');
    this.mix = mix;
    this.crashesLeft = mix.crashes;
    this.scheduler = new Scheduler(this.time, luck, trace, maxSteps);
    const { scheduler, counts } = this;
    this.crossing = { scheduler, luck, counts, mix: () => this.mix };
    this.gateway = new MemoryPaymentGateway({
      // It is somebody else's: moving Tiffin's clock does not move its own.
      now: () => instantOf(this.time.wallMs),
      webhookSecrets: [SECRET],
      deliver: (webhook) => this.deliver(webhook),
      misbehaviour: new Misbehaviour({ seed: luck.number('gateway'), faults: mix.gateway }),
    });
    this.audit = new Audit(this.gateway.truth, counts);
    const bus = new LossyBus(this.crossing);
    this.events = new WatchedLog(this.time.system, (recorded) => {
      const { businessMs } = scheduler;
      const storedAt = instantOf(businessMs);
      for (const { stream, revision, type } of recorded) {
        trace.note(businessMs, `  + ${stream}@${revision} ${type}`);
      }
      this.watch(() => {
        const appended = recorded.map((one) => toldOf(one, storedAt));
        this.audit.take(appended);
        options.alsoLooks(appended);
      });
      for (const event of recorded) {
        bus.tell(event);
        for (const { feeds } of this.programs) for (const feed of feeds) feed.tell(event);
      }
    });
    this.keys = new SeededBoxes(luck.seed);
    this.phones = new Phones(luck, counts);
    this.outside = {
      events: parts.events(this.events),
      processes: parts.processes(this.processes),
      readModels: this.readModels,
      carts: new MemoryCarts(),
      keys: this.keys,
      gateway: this.gateway,
      bus,
      positions: this.positions,
      live: new MemoryLiveLocations((error) => this.report(error)),
      blobs: new MemoryBlobStore(),
      notifications: parts.notifications(this.notifications),
      sender: this.phones,
      accounts: this.phones,
    };
    scheduler.pumps.push({
      label: 'the gateway does what is due',
      due: () => (this.pumping >= 3 ? null : this.gatewayDue()),
      run: () => this.pump(),
    });
    const isAnybodyUp = (): boolean => this.programs.length > 0;
    scheduler.pumps.push(
      messagesGoOut(this.notifications, isAnybodyUp, () =>
        this.askOnce(({ handlers }) => handlers.push.turn()),
      ),
    );
    for (let n = 0; n < mix.programs; n += 1) this.startProgram();
  }

  get now(): Instant {
    return this.time.business.now();
  }

  wait(ms: number, why: string): Promise<void> {
    return this.scheduler.sleep(ms, why, null);
  }

  contextOf(actor: Actor, request: string): CommandContext {
    return {
      commandId: request,
      fingerprint: fingerprintOf(request),
      correlationId: request,
      causationId: request,
      actor,
      at: this.now,
      traceparent: null,
    };
  }

  /**
   * A client's request, sent again under the same id until it is answered: whoever gets no answer asks once more.
   * @returns null when they gave up
   */
  async ask<T extends { readonly kind: string }>(
    name: string,
    send: (program: Program) => Promise<T>,
    tries = 6,
  ): Promise<T | null> {
    this.options.trace.note(this.scheduler.businessMs, `asks: ${name}`);
    for (let left = tries; left > 0; left -= 1) {
      const answer = await this.askOnce(send);
      if (answer !== null && answer.kind !== 'unknown' && answer.kind !== 'contended') return answer;
      await this.wait(this.draws.between(500, 8_000), `asks again: ${name}`);
    }
    this.counts.add('people: gave up asking');
    return null;
  }

  /** One request to whatever program there is. @returns null when there is none, or it does not answer */
  async askOnce<T>(send: (program: Program) => Promise<T>): Promise<T | null> {
    const program = this.programs[this.draws.below(Math.max(1, this.programs.length))];
    if (program === undefined) return null;
    return Promise.race([
      send(program).catch((error: unknown) => this.refused(error)),
      program.death.then(() => null),
    ]);
  }

  /** Calls something that must not find a violation. */
  watch(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.scheduler.violation ??= error;
    }
  }

  /** Lets everybody look whether there is something to do. */
  nudge(): void {
    for (const program of this.programs) program.nudge();
  }

  /** Somebody moves the business clock ahead, as they may in a sandbox. */
  moveClock(ms: number): void {
    this.counts.add('fault: clock moved ahead');
    this.time.change({ to: { advanceMs: ms } });
    this.nudge();
  }

  /** From now on nothing goes wrong any more. */
  calmDown(): void {
    this.mix = { ...NO_FAULTS, programs: this.mix.programs };
    this.crashesLeft = 0;
    this.gateway.isReachable = true;
    this.gateway.misbehaviour.set({ seed: 1, faults: {} });
  }

  /** Ends the programs in good order. */
  async stop(): Promise<void> {
    const stopping = Promise.all([...this.programs].map((program) => program.stop()));
    const stopped: unknown[] = [];
    void stopping.then(() => stopped.push(true));
    await this.scheduler.runUntil(this.scheduler.now + 10 * MINUTE_MS);
    must('comes to rest', stopped.length === 1, () => 'a program does not stop');
  }

  private startProgram(): void {
    this.started += 1;
    const { parts, readModels } = this.options;
    // Of what was in memory alone, nothing is left when every program was down.
    if (this.programs.length === 0 && this.started > 1) {
      this.positions.lose();
      this.counts.add('fault: positions lost');
    }
    const program = new Program({
      name: `program-${this.started}`,
      ...{ outside: this.outside, parts, crossing: this.crossing, readModels },
      diesAt: (label) => this.diesAt(label),
      onDeath: (dead) => this.replace(dead),
      report: (error) => this.report(error),
    });
    this.programs.push(program);
    this.wakeStandby();
  }

  private diesAt(label: string): boolean {
    if (this.crashesLeft === 0 || this.draws.below(STEPS_TO_LIVE * this.options.orders) !== 0) return false;
    if (!this.luck.happens('crash', label)) return false;
    this.crashesLeft -= 1;
    const where = { '>': 'before a call', '<': 'after a call' }[label.charAt(0)] ?? 'between calls';
    this.counts.add(`fault: crash ${where}`);
    return true;
  }

  private replace(dead: Program): void {
    this.programs.splice(
      this.programs.findIndex((one) => one === dead),
      1,
    );
    void this.wait(this.draws.around(20_000), 'a program starts').then(() => this.startProgram());
    this.wakeStandby();
  }

  /** Whoever holds no shards looks now and then whether there are some to take. */
  private wakeStandby(): void {
    for (const ms of [LEASE_MS + 1, 2 * LEASE_MS, 8 * LEASE_MS]) {
      void this.wait(ms, 'leases run out').then(() => this.nudge());
    }
  }

  private report(error: unknown): void {
    const name = error instanceof Error ? error.name : 'unknown';
    if (error instanceof Parked) {
      this.counts.add(error.what.startsWith('timer:') ? 'parked: timer' : `parked: ${error.process}`);
      return;
    }
    if (name === 'ShardsLost') {
      this.counts.add('fault: shards taken over from a living program');
      void this.wait(LEASE_MS + 1, 'leases run out').then(() => this.nudge());
      return;
    }
    if (name === 'PortFailed' || name === 'OutcomeUnknown' || isTrackDelayed(error)) return;
    this.scheduler.violation ??= new Violation('no runner fails by itself', textOf(error));
  }

  private refused(error: unknown): null {
    const name = error instanceof Error ? error.name : 'unknown';
    if (name !== 'PortFailed' && name !== 'OutcomeUnknown') {
      this.scheduler.violation ??= new Violation('no request fails by itself', textOf(error));
    }
    return null;
  }

  private gatewayDue(): number | null {
    const due = this.gateway.nextDue;
    return due === null ? null : Date.parse(due);
  }

  private pump(): void {
    this.pumping += 1;
    void this.gateway.runDue().then(() => {
      this.pumping -= 1;
    });
  }

  private async deliver({ headers, body }: SentWebhook): Promise<boolean> {
    await this.wait(this.draws.chance(200) ? this.draws.around(2_000) : 0, 'a webhook travels');
    const outcome = await this.askOnce(({ handlers }) =>
      handlers.inbox.receive('sandbox', headers, body, 'webhook'),
    );
    if (this.programs.length === 0) return false;
    this.counts.add(`webhook: ${outcome?.kind ?? 'not answered'}`);
    return outcome?.kind === 'stored';
  }
}

/** A segment of a track that could not be written is written at the next look. */
const isTrackDelayed = (error: unknown): boolean =>
  error instanceof Error && /^the track of .*: (unknown|contended|others keep writing)$/.test(error.message);

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
