import type { RunningTiffin } from '../src/main/tiffin';
import type { Counts } from './messages';

/** Counts what a server does, from one {@link take} to the next. */
export class Tally {
  private requests = 0;
  private appends = 0;
  private calls = 0;
  private position = 0;
  private readonly confirmed = new Set<string>();
  private readonly webhooks = new Set<string>();
  private onNews: () => void = () => undefined;

  constructor(private readonly tiffin: RunningTiffin) {
    tiffin.app.getHttpServer().on('request', () => (this.requests += 1));
    const { eventStore } = tiffin.parts;
    const append = eventStore.append.bind(eventStore);
    eventStore.append = (request) => {
      this.appends += 1;
      return append(request);
    };
    // The bus may repeat itself, streams are only counted once.
    tiffin.parts.bus.subscribe((messages) => {
      for (const { event } of messages) {
        if (event.type === 'OrderConfirmed') this.confirmed.add(event.stream);
        if (event.type === 'WebhookReceived') this.webhooks.add(event.stream);
      }
      this.onNews();
    });
  }

  /** Resolves when so many orders have been confirmed, and the gateway has told of as many payments. */
  untilPaid(orders: number): Promise<void> {
    return new Promise((resolve) => {
      this.onNews = () => {
        if (this.confirmed.size >= orders && this.webhooks.size >= orders) resolve();
      };
      this.onNews();
    });
  }

  /** Gives what was counted since the last time, and begins anew. */
  async take(): Promise<Counts> {
    const { database, breakers } = this.tiffin.parts;
    const { rows } = await database.query<{ events: number; head: number }>({
      name: 'bench-tally',
      text: 'SELECT count(*)::integer AS events, max(position) AS head FROM es_event WHERE position > $1',
      values: [this.position],
    });
    const [row] = rows;
    const calls = breakers.reduce((sum, breaker) => sum + breaker.state().calls, 0);
    const counts = {
      events: row?.events ?? 0,
      appends: this.appends,
      requests: this.requests,
      gatewayCalls: calls - this.calls,
    };
    this.position = row?.head ?? this.position;
    this.requests = this.appends = 0;
    this.calls = calls;
    this.confirmed.clear();
    this.webhooks.clear();
    return counts;
  }
}
