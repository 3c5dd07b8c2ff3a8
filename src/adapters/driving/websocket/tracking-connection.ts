import type { CustomerLocation } from '../../../application/tracking/customer-location';
import type { TrackingFollower } from '../../../application/tracking/followed-order';
import type { TrackedOrder } from '../../../domain/tracking/tracked-order';
import type { TrackingMessage } from '../../../domain/tracking/tracking-messages';
import type { TrackingFrames, Voice } from '../tracking/tracking-wire';

/** Why the server closes a socket. Those from 4000 on are ours (RFC 6455 §7.4.2). */
export const CLOSE_CODES = {
  /** Clients that send what no client should. */
  policy: 1008,
  /** Something went wrong here; come back. */
  failed: 1011,
  /** The server stops; come back. */
  restarting: 1012,
  /** The client reads too slowly; come back and resume. */
  slow: 1013,
  /** The order is over and everything was told. There is nothing to come back for. */
  over: 4000,
  /** The session of the one who follows has ended. Sign in before coming back. */
  sessionEnded: 4001,
} as const;

/** A client for whom so many bytes are waiting is not told where the courier is: the next position is newer. */
const LOCATION_LIMIT_BYTES = 16 * 1024;

/** A client for whom so many bytes or messages are waiting is closed: it resumes when it can read again. */
const WAITING_LIMIT_BYTES = 256 * 1024;
const WAITING_LIMIT = 256;

/** More messages of a client than this in {@link CLIENT_WINDOW_MS} are no keep-alive. */
const CLIENT_MESSAGES = 30;
const CLIENT_WINDOW_MS = 10_000;

const PONG = JSON.stringify({ type: 'pong' });

/** What a connection needs of a socket. */
export interface ClientSocket {
  /** Bytes that were sent and have not left. */
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

const isPing = (text: string): boolean => {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ping';
  } catch {
    return false;
  }
};

/** One client who follows an order over a socket. What it is told leaves in the order in which it happened. */
export class TrackingConnection implements TrackingFollower {
  private waiting = 0;
  private location: CustomerLocation | null = null;
  private sending: Promise<void> = Promise.resolve();
  private isClosing = false;
  private windowFrom = 0;
  private inWindow = 0;

  constructor(
    private readonly orderId: string,
    private readonly socket: ClientSocket,
    private readonly frames: TrackingFrames,
    private readonly voice: Voice,
    private readonly report: (error: unknown) => void,
  ) {}

  told(order: TrackedOrder, messages: readonly TrackingMessage[]): void {
    for (const message of messages) {
      this.enqueue(async () => {
        const told = await this.frames.message(this.orderId, message, this.voice);
        if (this.socket.bufferedAmount > WAITING_LIMIT_BYTES)
          this.close(CLOSE_CODES.slow, 'reads too slowly');
        else this.send(JSON.stringify(told));
      });
    }
    if (order.isOver) this.enqueue(() => this.close(CLOSE_CODES.over, 'the order is over'));
  }

  located(location: CustomerLocation): void {
    this.location = location;
    if (this.waiting === 0) this.sendLocation();
  }

  lost(): void {
    this.close(CLOSE_CODES.failed, 'come back');
  }

  /**
   * What the client sent. A ping is answered; what is not understood is ignored, so that clients may be newer.
   * @param now wall time (ms)
   */
  received(text: string, now: number): void {
    if (now - this.windowFrom >= CLIENT_WINDOW_MS) {
      this.windowFrom = now;
      this.inWindow = 0;
    }
    this.inWindow += 1;
    if (this.inWindow > CLIENT_MESSAGES) this.close(CLOSE_CODES.policy, 'too many messages');
    else if (isPing(text)) this.send(PONG);
  }

  /** Closes the socket once; nothing is sent after it. */
  close(code: number, reason: string): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.socket.close(code, reason);
  }

  /** The latest, after the messages that were to be told before it. */
  private sendLocation(): void {
    const { location } = this;
    this.location = null;
    if (location === null || this.socket.bufferedAmount > LOCATION_LIMIT_BYTES) return;
    this.send(this.frames.location(this.orderId, location, this.voice.version));
  }

  private send(text: string): void {
    if (!this.isClosing) this.socket.send(text);
  }

  private enqueue(step: () => Promise<void> | void): void {
    if (this.isClosing) return;
    this.waiting += 1;
    if (this.waiting > WAITING_LIMIT) {
      this.close(CLOSE_CODES.slow, 'reads too slowly');
      return;
    }
    this.sending = this.sending
      .then(step)
      .catch((error: unknown) => {
        this.report(error);
        this.close(CLOSE_CODES.failed, 'come back');
      })
      .finally(() => {
        this.waiting -= 1;
        if (this.waiting === 0) this.sendLocation();
      });
  }
}
