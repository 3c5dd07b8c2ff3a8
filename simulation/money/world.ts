import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { MemoryCarts } from '../../src/adapters/driven/memory/memory-carts';
import { MemoryProcessStore } from '../../src/adapters/driven/memory/memory-process-store';
import {
  MemoryPaymentGateway,
  type SentWebhook,
} from '../../src/adapters/driven/payments/memory/memory-gateway';
import { orderAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import { fingerprintOf } from '../../src/application/deterministic-ids';
import { Parked } from '../../src/application/processes/process-runner';
import { fold } from '../../src/domain/kernel/decider';
import type { Actor } from '../../src/domain/kernel/actor';
import { instantOf } from '../../src/domain/kernel/instant';
import type { Order } from '../../src/domain/order/order';
import { decodeRecorded } from '../../eventstore/registry/catalogue';
import { Misbehaviour } from '../../src/sandbox-gateway/misbehaviour';
import { Audit, AuditedEventStore } from './audit';
import { Counts } from './counts';
import type { Draws } from './draws';
import { NO_FAULTS, type Mix } from './mix';
import { LossyBus, OpenBoxes } from './outside';
import type { RecordedEvent } from '../../src/application/ports/event-store';
import type { Parts } from './parts';
import type { Crossing } from './ports';
import { LEASE_MS, type Outside, type Program, type ProgramOptions } from './program';
import { Scheduler } from './scheduler';
import type { Trace } from './trace';
import { must, Violation } from './violation';

const START = Date.parse('2026-03-14T06:00:00.000Z');
const SECRET = 'webhook-secret';
const MINUTE_MS = 60_000;

/** How often a step is the last one of a program, while programs are to die: once in so many steps per order. */
const STEPS_TO_LIVE = 300;

/** A world of programs of one kind. */
export interface WorldOptions<P extends Program = Program> {
  readonly draws: Draws;
  readonly mix: Mix;
  readonly parts: Parts;
  readonly orders: number;
  readonly trace: Trace;
  readonly maxSteps: number;
  readonly startProgram: (options: ProgramOptions) => P;
  /** Looks at everything that is appended, beside the audit. What it throws is a violation. */
  readonly alsoLooks?: (recorded: readonly RecordedEvent[]) => void;
}

/** Everything outside of people: programs that come and go, stores, the gateway, and time. */
export class World<P extends Program = Program> {
  readonly time = new VirtualClock(instantOf(START));
  readonly counts = new Counts();
  readonly draws: Draws;
  readonly scheduler: Scheduler;
  readonly audit: Audit;
  readonly events: AuditedEventStore;
  readonly processes: MemoryProcessStore;
  readonly gateway: MemoryPaymentGateway;
  readonly programs: P[] = [];
  private readonly outside: Outside;
  private readonly crossing: Crossing;
  private mix: Mix;
  private crashesLeft: number;
  private started = 0;
  private pumping = 0;

  constructor(private readonly options: WorldOptions<P>) {
    const { draws, mix, trace, parts, maxSteps } = options;
    this.draws = draws;
    this.mix = mix;
    this.crashesLeft = mix.crashes;
    this.scheduler = new Scheduler(this.time, draws, trace, maxSteps);
    const { scheduler, counts } = this;
    this.crossing = { scheduler, draws, counts, mix: () => this.mix };
    this.gateway = new MemoryPaymentGateway({
      now: () => this.time.business.now(),
      webhookSecrets: [SECRET],
      deliver: (webhook) => this.deliver(webhook),
      misbehaviour: new Misbehaviour({ seed: draws.below(2 ** 31), faults: mix.gateway }),
    });
    this.audit = new Audit(this.gateway.truth, counts);
    const bus = new LossyBus(this.crossing);
    this.events = new AuditedEventStore(this.time.system, (recorded) => {
      for (const { stream, revision, type, id } of recorded) {
        trace.add(`  + ${stream}@${revision} ${type} ${id}`);
      }
      this.watch(() => {
        this.audit.take(recorded);
        options.alsoLooks?.(recorded);
      });
      for (const event of recorded) {
        bus.tell(event);
        for (const { feeds } of this.programs) for (const feed of feeds) feed.tell(event);
      }
    });
    this.processes = new MemoryProcessStore();
    this.outside = {
      events: parts.events(this.events),
      processes: parts.processes(this.processes),
      carts: new MemoryCarts(),
      keys: new OpenBoxes(),
      gateway: this.gateway,
      bus,
    };
    scheduler.pumps.push({
      label: 'the gateway does what is due',
      due: () => (this.pumping >= 3 ? null : this.gatewayDue()),
      run: () => this.pump(),
    });
    for (let n = 0; n < mix.programs; n += 1) this.startProgram();
  }

  get now(): string {
    return this.time.business.now();
  }

  wait(ms: number, why: string): Promise<void> {
    return this.scheduler.sleep(ms, why, null);
  }

  /** What the order is, by its events. Looking costs no time. */
  async order(orderId: string): Promise<Order> {
    const recorded = await this.events.readStream(`order-${orderId}`);
    return fold(
      orderAggregate.decider,
      recorded.map((one) => decodeRecorded(one).event as Parameters<typeof orderAggregate.decider.evolve>[1]),
    );
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
    send: (program: P) => Promise<T>,
    tries = 6,
  ): Promise<T | null> {
    for (let left = tries; left > 0; left -= 1) {
      const program = this.anyProgram();
      if (program !== undefined) {
        const answer = await Promise.race([
          send(program).catch((error: unknown) => this.refused(error)),
          program.death.then(() => null),
        ]);
        if (answer !== null && answer.kind !== 'unknown' && answer.kind !== 'contended') return answer;
      }
      await this.wait(this.draws.between(500, 8_000), `asks again: ${name}`);
    }
    this.counts.add('people: gave up asking');
    return null;
  }

  anyProgram(): P | undefined {
    return this.programs[this.draws.below(Math.max(1, this.programs.length))];
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
    for (const { feeds } of this.programs) for (const feed of feeds) feed.nudge();
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
    const { parts } = this.options;
    const program = this.options.startProgram({
      name: `program-${this.started}`,
      ...{ outside: this.outside, parts, crossing: this.crossing },
      diesAt: (label) => this.diesAt(label),
      onDeath: (dead) => this.replace(dead),
      report: (error) => this.report(error),
    });
    this.programs.push(program);
    this.wakeStandby();
  }

  private diesAt(label: string): boolean {
    if (this.crashesLeft === 0 || this.draws.below(STEPS_TO_LIVE * this.options.orders) !== 0) return false;
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
    if (name === 'PortFailed' || name === 'OutcomeUnknown') return;
    this.scheduler.violation ??= new Violation('no runner fails by itself', String(error));
  }

  private refused(error: unknown): null {
    const name = error instanceof Error ? error.name : 'unknown';
    if (name !== 'PortFailed' && name !== 'OutcomeUnknown') {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.scheduler.violation ??= new Violation('no request fails by itself', text);
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
    const program = this.anyProgram();
    if (program === undefined) return false;
    const outcome = await Promise.race([
      program.inbox
        .receive('sandbox', headers, body, 'webhook')
        .catch((error: unknown) => this.refused(error)),
      program.death.then(() => null),
    ]);
    this.counts.add(`webhook: ${outcome?.kind ?? 'not answered'}`);
    return outcome?.kind === 'stored';
  }
}
