import { asId, type PaymentId } from '../../domain/kernel/ids';
import type { Instant } from '../../domain/kernel/instant';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import type { Break } from '../../domain/reconciliation/breaks';
import { isAgreed } from '../../domain/reconciliation/screen';
import type { CommandContext } from '../commands/command-context';
import type { StreamLoader } from '../commands/stream-loader';
import { uuidv5 } from '../deterministic-ids';
import type { PaymentGateways } from '../payments/payment-gateways';
import type { SyncPayments } from '../payments/sync-payment';
import type { BusinessClock, SystemClock } from '../ports/clock';
import type { MoneyBooks, PaymentAtHand, Period } from '../ports/money-books';
import type { GatewayAnswer, PaymentGateway } from '../ports/payment-gateway';
import type { Look, ReconciliationRun, Reconciliations, RunKind } from '../ports/reconciliations';
import { CloseLook, type Looked } from './close-look';
import { RunTally } from './run-tally';

export interface ReconcileRequest extends Period {
  readonly kind: RunKind;
  /** Id of who asks for it. */
  readonly askedBy: string;
  /** Whether payments that are behind their gateway are brought in line. */
  readonly heal: boolean;
}

/** How far a run is, for people. */
export interface ReconcileProgress {
  readonly gateway: GatewayName;
  readonly phase: 'reading the book' | 'comparing';
  readonly done: number;
  /** Null as long as nobody knows. */
  readonly of: number | null;
}

export interface ReconcileOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

export type Reconciled =
  | { readonly kind: 'done'; readonly run: ReconciliationRun }
  /** Another comparison is under way, or has taken this one's place. */
  | { readonly kind: 'busy' };

export interface ReconcilePorts {
  readonly gateways: PaymentGateways;
  readonly books: MoneyBooks;
  readonly store: Reconciliations;
  readonly loader: StreamLoader;
  readonly syncs: SyncPayments;
  readonly business: BusinessClock;
  readonly system: SystemClock;
}

type Listener = (run: ReconciliationRun) => void;

/** Longer than anything that is done between two extensions (ms of wall time). */
const LEASE_MS = 120_000;
/** Payments that are read together. */
const CHUNK = 500;
/** Payments that are looked at closely, and at gateways asked for, at a time. */
const AT_ONCE = 5;
/** How long read models and ledger are waited for (ms of wall time). */
const CATCH_UP_MS = 3_000;
/** Before each new try to read a page of the book (ms of wall time). */
const PAUSES_MS = [500, 2_000];

/** The run was taken away, or told to stop. */
class RunEnded extends Error {
  override readonly name = 'RunEnded';
}

const isWaiting = ({ heal }: Break): boolean => heal === 'wait';
const isBehindGateway = ({ heal }: Break): boolean => heal === 'sync';

/**
 * Compares what the gateways say they moved with the ledger and the read models, payment by payment; brings those in
 * line that only missed something; and stores what is left. It reads the gateway's book of a period page by page, adds
 * the payments that moved money by Tiffin's own books and those with open breaks, and looks closely at every one that
 * does not agree at first sight. One run at a time, over all processes.
 */
export class Reconcile {
  private readonly closeLook: CloseLook;
  private readonly listeners: Listener[] = [];

  constructor(private readonly ports: ReconcilePorts) {
    this.closeLook = new CloseLook(ports.loader, ports.books, ports.business);
  }

  /** Is told of every run that this process brings to its end. */
  onFinished(listener: Listener): void {
    this.listeners.push(listener);
  }

  async run(request: ReconcileRequest, options: ReconcileOptions = {}): Promise<Reconciled> {
    const { store, books, business, system, gateways } = this.ports;
    const { kind, askedBy, from, to } = request;
    const begun = await store.begin(
      { kind, askedBy, from, to, startedAt: business.now() },
      system.now(),
      LEASE_MS,
    );
    if (begun === null) return { kind: 'busy' };
    const { runId } = begun;
    const tally = new RunTally();
    try {
      for (const gateway of gateways.all) await this.compare(gateway, runId, request, tally, options);
      const run = await store.finish(runId, tally.result, business.now());
      if (run === null) return { kind: 'busy' };
      for (const listener of this.listeners) listener(run);
      return { kind: 'done', run };
    } catch (error) {
      await store.giveUp(runId, business.now()).catch(() => undefined);
      if (error instanceof RunEnded) return { kind: 'busy' };
      throw error;
    } finally {
      await books.clear(runId).catch(() => undefined);
    }
  }

  private async compare(
    gateway: PaymentGateway,
    runId: number,
    request: ReconcileRequest,
    tally: RunTally,
    options: ReconcileOptions,
  ): Promise<void> {
    const { books } = this.ports;
    const { name } = gateway;
    await books.clear(runId);
    const cause = await this.readBook(gateway, runId, request, tally, options);
    if (cause !== null) {
      tally.unreachable(name, cause);
      return;
    }
    for (const { side, movement, amount } of await books.totals(name, request)) {
      tally.add(name, movement, side === 'ledger' ? 'ledgerMinor' : 'viewMinor', amount);
    }
    await books.putMoved(runId, name, request);
    const open = await this.putOpen(runId, name);
    const payments = await books.count(runId);
    let done = 0;
    for (let after = ''; ;) {
      const chunk = await books.next(runId, name, after, CHUNK);
      const last = chunk.at(-1);
      if (last === undefined) break;
      const doubtful = chunk.filter((one) => open.has(one.subject) || !isAgreed(one));
      await this.lookAtAll(gateway, runId, doubtful, request, tally, options);
      done += chunk.length;
      tally.counts.payments += chunk.length;
      options.onProgress?.({ gateway: name, phase: 'comparing', done, of: payments });
      await this.goOn(runId, options.signal);
      after = last.subject;
    }
  }

  /** @returns why the book could not be read to its end; null when it was */
  private async readBook(
    gateway: PaymentGateway,
    runId: number,
    { from, to }: Period,
    tally: RunTally,
    { signal, onProgress }: ReconcileOptions,
  ): Promise<string | null> {
    let read = 0;
    for (let cursor: string | null = null; ;) {
      const page = await this.patiently(() => gateway.book(from, to, cursor), signal);
      if (page.kind === 'refused') return `refused: ${page.code}`;
      if (page.kind !== 'ok') return page.cause;
      const { lines, next } = page.value;
      await this.ports.books.putLines(runId, lines);
      for (const { kind, amount } of lines) tally.add(gateway.name, kind, 'gatewayMinor', amount);
      read += lines.length;
      tally.counts.lines += lines.length;
      onProgress?.({ gateway: gateway.name, phase: 'reading the book', done: read, of: null });
      await this.goOn(runId, signal);
      if (next === null) return null;
      cursor = next;
    }
  }

  /** Reading changes nothing, so what was not answered may be asked again. */
  private async patiently<T>(
    ask: () => Promise<GatewayAnswer<T>>,
    signal: AbortSignal | undefined,
  ): Promise<GatewayAnswer<T>> {
    for (const pause of PAUSES_MS) {
      const answer = await ask();
      if (answer.kind === 'ok' || answer.kind === 'refused') return answer;
      await this.ports.system.sleep(pause, signal);
    }
    return ask();
  }

  private async putOpen(runId: number, gateway: GatewayName): Promise<ReadonlySet<string>> {
    const { books, store } = this.ports;
    const all = new Set<string>();
    for (let after = ''; ;) {
      const subjects = await store.openSubjects(gateway, after, CHUNK);
      const last = subjects.at(-1);
      if (last === undefined) return all;
      await books.putSubjects(runId, subjects);
      for (const subject of subjects) all.add(subject);
      after = last;
    }
  }

  private async lookAtAll(
    gateway: PaymentGateway,
    runId: number,
    payments: readonly PaymentAtHand[],
    request: ReconcileRequest,
    tally: RunTally,
    { signal }: ReconcileOptions,
  ): Promise<void> {
    if (payments.length === 0) return;
    const { books, store, business } = this.ports;
    const behind = await books.behind(CATCH_UP_MS);
    for (let start = 0; start < payments.length; start += AT_ONCE) {
      const some = payments.slice(start, start + AT_ONCE);
      const looked = await Promise.all(
        some.map(async (payment) => {
          const first = await this.closeLook.at(gateway, payment, behind);
          const isToHeal = request.heal && first.kind === 'seen' && first.breaks.some(isBehindGateway);
          return isToHeal ? this.heal(gateway, runId, payment, first, tally) : first;
        }),
      );
      const looks = some.flatMap(({ subject }, index): readonly Look[] => {
        const look = looked[index];
        return look === undefined ? [] : this.toStore(gateway.name, subject, look, tally);
      });
      await this.goOn(runId, signal);
      await store.record(looks, business.now());
    }
  }

  /** Asks the gateway again by the usual way, and looks once more. */
  private async heal(
    gateway: PaymentGateway,
    runId: number,
    payment: PaymentAtHand,
    before: Looked,
    tally: RunTally,
  ): Promise<Looked> {
    const { syncs, books } = this.ports;
    const synced = await syncs.sync(asId<PaymentId>(payment.subject), this.contextOf(runId, payment.subject));
    if (synced.kind === 'unanswered') return before;
    const behind = await books.behind(CATCH_UP_MS);
    const after = await this.closeLook.at(gateway, payment, behind);
    if (after.kind !== 'seen') return after;
    const isHealed = after.breaks.every(({ kind }) => !BETWEEN_GATEWAY_AND_RECORD.has(kind));
    if (isHealed) tally.counts.healed += 1;
    // What the gateway's answer did not change, another one will not change either.
    return {
      kind: 'seen',
      breaks: after.breaks.map((one) => (one.heal === 'sync' ? { ...one, heal: 'staff' } : one)),
    };
  }

  /** What of a look is stored: nothing, as long as it may be another one in a moment. */
  private toStore(
    gateway: GatewayName,
    subject: string,
    look: Looked,
    { counts }: RunTally,
  ): readonly Look[] {
    counts.looked += 1;
    if (look.kind === 'unanswered') {
      counts.unanswered += 1;
      return [];
    }
    if (look.breaks.some(isWaiting)) {
      counts.waiting += 1;
      return [];
    }
    return [{ gateway, subject, breaks: look.breaks }];
  }

  private contextOf(runId: number, paymentId: string): CommandContext {
    const commandId = uuidv5('reconciliation', String(runId), paymentId);
    const at: Instant = this.ports.business.now();
    return {
      ...{ commandId, fingerprint: commandId },
      correlationId: `reconciliation-${runId}`,
      causationId: `reconciliation-${runId}`,
      actor: { id: 'reconciliation', role: 'system' },
      ...{ at, traceparent: null },
    };
  }

  /** @throws RunEnded */
  private async goOn(runId: number, signal: AbortSignal | undefined): Promise<void> {
    const { store, system } = this.ports;
    const isOurs = signal?.aborted !== true && (await store.extend(runId, system.now(), LEASE_MS));
    if (!isOurs) throw new RunEnded(`run ${runId} has ended`);
  }
}

const BETWEEN_GATEWAY_AND_RECORD: ReadonlySet<Break['kind']> = new Set([
  'missing-here',
  'missing-at-gateway',
  'amount-differs',
  'refund-unknown',
  'refund-missing-at-gateway',
]);
