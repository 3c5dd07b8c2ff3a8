import type { Board, PlayedOrder } from './board';
import { MINUTE_MS, SECOND_MS } from './business-time';
import { readStream } from './event-stream';
import { list, text, textOrNull, type JsonRecord } from './json';
import type { Stage } from './stage';

const POLL_WAITS_SECONDS = 20;
const LOOK_EVERY_MS = 3 * MINUTE_MS;

/** Staff can take a cancellation back within a minute; whoever wants to know looks once more after it. */
const LAST_LOOK_AFTER_MS = 75 * SECOND_MS;

/** A customer follows their order until it is over, in the way that they like. */
export class Following {
  private lastSeq = 0;
  private isTold = false;
  private readonly board: Board;

  constructor(
    private readonly order: PlayedOrder,
    private readonly stage: Stage,
    private readonly onChoice: () => void,
  ) {
    this.board = stage.board;
  }

  async run(): Promise<void> {
    const { following } = this.order.plan;
    while (!this.stage.over.aborted) {
      this.isTold = false;
      if (following === 'stream') await this.stream();
      else if (following === 'long-poll') await this.poll();
      else await this.lookNowAndThen();
      await this.stage.time.wait(LAST_LOOK_AFTER_MS);
      if (await this.look()) return;
    }
  }

  private async stream(): Promise<void> {
    await readStream(
      this.order.customer,
      () => `/tracking/${this.order.id}/events?last_seq=${this.lastSeq}`,
      ({ name, data }) => {
        if (name !== 'location_update') this.take(data);
      },
      this.stage.over,
    );
  }

  private async poll(): Promise<void> {
    while (!this.isTold && !this.stage.over.aborted) {
      const path = `/tracking/${this.order.id}/messages?after_seq=${this.lastSeq}&wait=${POLL_WAITS_SECONDS}`;
      const { status, body } = await this.order.customer.ask('GET', path);
      if (status !== 200) {
        this.order.surprise(`long poll: ${status}`);
        return;
      }
      for (const message of list(body, 'messages')) this.take(message);
      if (body['is_over'] === true) return;
    }
  }

  private async lookNowAndThen(): Promise<void> {
    while (!this.stage.over.aborted) {
      if (await this.look()) return;
      await this.stage.time.wait(LOOK_EVERY_MS);
    }
  }

  /** @returns whether the order is over */
  private async look(): Promise<boolean> {
    const asked = this.stage.time.now();
    const { status, body } = await this.order.customer.ask('GET', `/tracking/${this.order.id}`);
    if (status !== 200) {
      this.order.surprise(`tracking: ${status}`);
      return true;
    }
    this.board.hear(this.order.id, text(body, 'order_status'));
    if (body['is_over'] === true) return true;
    // It goes on, though somebody was told that it was over: it was restored.
    if (this.order.isOver) {
      this.board.hear(this.order.id, text(body, 'order_status'), new Date(asked).toISOString());
    }
    return false;
  }

  private take(message: JsonRecord): void {
    const { seq } = message;
    if (typeof seq === 'number') {
      if (seq <= this.lastSeq) return;
      if (seq !== this.lastSeq + 1) {
        this.order.surprise(`message ${seq} came after message ${this.lastSeq}`);
      }
      this.lastSeq = seq;
    }
    const at = text(message, 'timestamp');
    const { id } = this.order;
    switch (message['type']) {
      case 'status_update':
        this.board.hear(id, text(message, 'status'), at);
        break;
      case 'delivered':
        this.board.hear(id, 'DELIVERED', at);
        this.isTold = true;
        break;
      case 'cancelled':
        this.board.hear(id, 'CANCELLED', at);
        this.isTold = true;
        break;
      case 'search_update':
        if (textOrNull(message, 'state') === 'choice') this.onChoice();
        break;
      default:
    }
  }
}
