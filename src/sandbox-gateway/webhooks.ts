import type { GatewayClock } from './gateway-clock';
import { SIGNATURE_HEADER, signatureOf } from './signature';
import type { Sending, WebhookQueue } from './webhook-queue';

const ANSWER_WITHIN_MS = 5_000;
const AT_ONCE = 32;

export interface WebhookOptions {
  readonly queue: WebhookQueue;
  readonly clock: GatewayClock;
  readonly secret: string;
  /** Called when nothing is left to be sent of a message. */
  readonly onOver: (eventId: string) => void;
  /** Called when a sending has ended, so that more can be done. */
  readonly onSettled: () => void;
}

/** Posts signed messages to the merchant. Anything but a 2xx within five seconds is tried again later. */
export class WebhookSender {
  private readonly stopping = new AbortController();
  private readonly flying = new Set<Promise<void>>();

  /** @param url where the merchant listens; null: nothing is sent until there is one */
  constructor(
    private readonly options: WebhookOptions,
    public url: string | null,
  ) {}

  /** When there is something to send next; null when there is nothing, or nowhere to send it, or enough under way. */
  get nextDue(): string | null {
    return this.url === null || this.flying.size >= AT_ONCE ? null : this.options.queue.nextDue;
  }

  /** Sends what is due. */
  sendDue(): void {
    const { queue, clock, onOver, onSettled } = this.options;
    while (this.url !== null && this.flying.size < AT_ONCE && !this.stopping.signal.aborted) {
      const sending = queue.take(clock.now());
      if (sending === undefined) return;
      const flight = this.post(this.url, sending).then((isTaken) => {
        this.flying.delete(flight);
        if (this.stopping.signal.aborted) return;
        if (sending.settle(isTaken, clock.now()).isOver) onOver(sending.eventId);
        onSettled();
      });
      this.flying.add(flight);
    }
  }

  /** Breaks off what is under way; it counts as not sent. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.flying);
  }

  private async post(url: string, { body, isSignatureWrong }: Sending): Promise<boolean> {
    const { secret } = this.options;
    const bytes = Buffer.from(body);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [SIGNATURE_HEADER]: signatureOf(isSignatureWrong ? `not ${secret}` : secret, bytes, Date.now()),
        },
        body: bytes,
        redirect: 'manual',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
