import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

/** The server binds one port: many local addresses have room for many connections to it. */
const LOCAL_ADDRESSES = 8;

/** How often a socket is tried to be opened again. */
const TRIES = 10;

/** What a client tells of its frames; `openedAt`: since when its line has been open (ms). */
export interface FrameWatch {
  status(orderId: string, step: string, openedAt: number): void;
  position(orderId: string, lat: number, openedAt: number): void;
}

interface Frame {
  readonly type: string;
  readonly seq?: number;
  readonly step?: string;
  readonly location?: { readonly lat: number };
}

/** Somebody who follows an order, loses the line, and resumes where they were. */
export class SocketClient {
  /** The messages that have a number, as they came. */
  readonly log: string[] = [];
  lastSeq = 0;
  /** The close code of the last socket. */
  closed = 0;
  cuts = 0;
  private socket: WebSocket | null = null;
  private openedAt = 0;

  constructor(
    private readonly index: number,
    readonly orderId: string,
    private readonly ticketOf: () => Promise<string>,
    private readonly origin: string,
    private readonly watch: FrameWatch,
  ) {}

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Follows until the order is over; comes back when the server asks for it. */
  async follow(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.open(await this.ticketOf());
        return;
      } catch (error) {
        if (tries === TRIES) throw error;
        await sleep(50 * tries);
      }
    }
  }

  /** Cuts the line and comes back after a moment. */
  async cutAndResume(pauseMs: number): Promise<void> {
    this.cuts += 1;
    const { socket } = this;
    this.socket = null;
    socket?.removeAllListeners();
    socket?.on('error', () => undefined);
    socket?.terminate();
    await sleep(pauseMs);
    await this.follow();
  }

  end(): void {
    this.socket?.terminate();
  }

  private open(url: string): Promise<void> {
    const socket = new WebSocket(`${this.origin}${url}&last_seq=${this.lastSeq}`, {
      perMessageDeflate: false,
      localAddress: `127.0.0.${2 + (this.index % LOCAL_ADDRESSES)}`,
    });
    socket.on('message', (data: Buffer) => this.take(data.toString()));
    socket.on('close', (code) => {
      this.closed = code;
    });
    return new Promise((resolve, reject) => {
      socket.once('open', () => {
        this.socket = socket;
        this.openedAt = performance.now();
        socket.on('error', () => undefined);
        resolve();
      });
      socket.once('error', reject);
    });
  }

  private take(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.type === 'location_update') {
      this.watch.position(this.orderId, frame.location?.lat ?? 0, this.openedAt);
    }
    if (frame.seq === undefined) return;
    this.log.push(text);
    this.lastSeq = frame.seq;
    if (frame.type === 'status_update') this.watch.status(this.orderId, frame.step ?? '', this.openedAt);
  }
}
