import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { BookFile, type BookEntry } from './book-file';
import type { Moment, Opening } from './book-records';
import { GatewayBook, type BookAnswer, type Change } from './gateway-book';
import { GatewayClock, type ClockSetting } from './gateway-clock';
import { bodyOf, messageOf, type Message } from './messages';
import { Misbehaviour, SENT_ONCE, type FaultCounts, type MisbehaviourSetting } from './misbehaviour';
import { WebhookQueue } from './webhook-queue';
import { WebhookSender } from './webhooks';

export interface ServiceOptions {
  /** Where the book is kept. */
  readonly dataFolder: string;
  /** Null: where it was told to last. */
  readonly webhookUrl: string | null;
  readonly webhookSecret: string;
  readonly log: Logger;
}

const LONGEST_SLEEP_MS = 60_000;

/**
 * The gateway behind its API: the book with its file, clock, misbehaviour and webhooks. What it tells anybody is on
 * disk before; what it has told the merchant to be sent is sent again after a restart until it was taken in.
 */
export class SandboxService {
  private readonly queue = new WebhookQueue();
  private readonly sender: WebhookSender;
  private alarm: NodeJS.Timeout | undefined;
  private isClosed = false;

  private constructor(
    private readonly book: GatewayBook,
    private readonly file: BookFile,
    readonly clock: GatewayClock,
    readonly misbehaviour: Misbehaviour,
    { webhookUrl, webhookSecret, log }: ServiceOptions,
  ) {
    this.wake = () => {
      this.absorb().catch((error: unknown) => log.error(error, 'the book could not be written'));
    };
    this.onOver = (eventId) => {
      file.append([{ type: 'webhook-over', eventId }]).catch((error: unknown) => log.error(error));
    };
    this.sender = new WebhookSender(
      {
        queue: this.queue,
        clock: this.clock,
        secret: webhookSecret,
        onOver: this.onOver,
        onSettled: this.wake,
      },
      webhookUrl,
    );
  }

  /** Opens the book of the data folder as it was left. */
  static async open(options: ServiceOptions): Promise<SandboxService> {
    const { file, entries } = await BookFile.open(options.dataFolder);
    let anchor: GatewayClock['anchor'] | undefined;
    let setting: MisbehaviourSetting | undefined;
    let counts: FaultCounts | undefined;
    let url: string | null = null;
    const book = new GatewayBook();
    const unsent = new Map<string, Message>();
    for (const entry of entries) {
      if (entry.type === 'clock-set') anchor = entry.anchor;
      else if (entry.type === 'misbehaviour-set') setting = entry.setting;
      else if (entry.type === 'misbehaved') counts = entry.counts;
      else if (entry.type === 'webhooks-set') url = entry.url;
      else if (entry.type === 'webhook-over') unsent.delete(entry.eventId);
      else {
        const { record, payment } = book.replay(entry);
        const message = messageOf(record, payment);
        if (message !== null) unsent.set(message.id, message);
      }
    }
    const clock = new GatewayClock(() => Date.now(), anchor);
    const webhookUrl = options.webhookUrl ?? url;
    const service = new SandboxService(book, file, clock, new Misbehaviour(setting, counts), {
      ...options,
      webhookUrl,
    });
    for (const message of unsent.values()) {
      service.queue.add(message.id, bodyOf(message), SENT_ONCE, clock.now());
    }
    service.wake();
    return service;
  }

  get webhookUrl(): string | null {
    return this.sender.url;
  }

  /** @param url where the merchant listens from now on; null: nowhere */
  async setWebhookUrl(url: string | null): Promise<void> {
    this.sender.url = url;
    await this.file.append([{ type: 'webhooks-set', url }]);
    this.wake();
  }

  open(opening: Opening): Promise<BookAnswer> {
    const token = randomBytes(18).toString('base64url');
    return this.ask((book, now) => book.open(opening, token, now));
  }

  /** Reads or changes the book; the answer is on disk before it is given. */
  async ask<T>(look: (book: GatewayBook, now: Moment) => T): Promise<T> {
    const now = this.clock.now();
    this.book.settle(now);
    const answer = look(this.book, now);
    await this.absorb();
    return answer;
  }

  async setClock(setting: ClockSetting): Promise<void> {
    this.clock.set(setting);
    await this.file.append([{ type: 'clock-set', anchor: this.clock.anchor }]);
    await this.absorb();
  }

  async setMisbehaviour(setting: MisbehaviourSetting): Promise<void> {
    this.misbehaviour.set(setting);
    await this.file.append([{ type: 'misbehaviour-set', setting }]);
  }

  /** Ends with everything on disk. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.alarm);
    await this.sender.stop();
    await this.file.append(this.freshCounts());
    await this.file.close();
  }

  private readonly wake: () => void;
  private readonly onOver: (eventId: string) => void;

  /** Stores what changed, then has the merchant told, and sees when there is more to do. */
  private async absorb(): Promise<void> {
    if (this.isClosed) return;
    this.book.settle(this.clock.now());
    const changes = this.book.takeFresh();
    await this.file.append([...changes.map(({ record }) => record), ...this.freshCounts()]);
    for (const change of changes) this.announce(change);
    this.sender.sendDue();
    this.setAlarm();
  }

  /** What went wrong since it was stored last: a program that is killed forgets the very latest. */
  private freshCounts(): readonly BookEntry[] {
    const counts = this.misbehaviour.takeFreshCounts();
    return counts === null ? [] : [{ type: 'misbehaved', counts }];
  }

  private announce({ record, payment }: Change): void {
    const message = messageOf(record, payment);
    if (message === null) return;
    const plan = this.misbehaviour.forMessage();
    const amountMinor = plan.isAmountWrong
      ? this.misbehaviour.otherThan(payment.amountMinor)
      : payment.amountMinor;
    const body = bodyOf({ ...message, payment: { ...message.payment, amountMinor } });
    this.queue.add(message.id, body, plan, this.clock.now());
    if (plan.afterMs.length === 0) this.onOver(message.id);
  }

  private setAlarm(): void {
    clearTimeout(this.alarm);
    if (this.isClosed) return;
    const waits = [this.book.nextDue, this.sender.nextDue].flatMap((due) =>
      due === null ? [] : [this.clock.wallMsUntil(due)],
    );
    if (waits.length > 0) this.alarm = setTimeout(this.wake, Math.min(LONGEST_SLEEP_MS, ...waits));
  }
}
