import { Injectable } from '@nestjs/common';
import { OrderNewsFeed, type OrderNews } from '../../../../application/feed/order-news';
import { deliveries } from '../../../../projections/deliveries/deliveries';
import { orderView } from '../../../../projections/order-view/order-view';
import { ProjectionProgress } from '../../../../projections/projection-progress';
import { CourierDesk } from './courier-desk';
import type { CourierDeskDto } from './couriers.dto';

/** How long a reader waits for the views to show what has happened (ms), before they ask again. */
const WAIT_MS = 5_000;

type Positions = ReadonlyMap<number, number>;

/** What has happened to a courier's orders, and up to where. */
class CourierNews {
  private readonly orders = new Set<string>();
  private positions = new Map<number, number>();
  private wake: () => void = () => undefined;

  constructor(private readonly courierId: string) {}

  /** Their desk shows these orders: whatever happens to them is news. */
  watch(orderIds: readonly string[]): void {
    for (const id of orderIds) this.orders.add(id);
  }

  hear({ orderId, event, shard, position }: OrderNews): void {
    if ('courierId' in event && event.courierId === this.courierId) this.orders.add(orderId);
    if (!this.orders.has(orderId)) return;
    this.positions.set(shard, position);
    this.wake();
  }

  /** Waits for news, and gives the places up to which there are some; none when the signal aborts. */
  async next(signal: AbortSignal): Promise<Positions> {
    while (this.positions.size === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const stop = (): void => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        signal.addEventListener('abort', stop);
        this.wake = stop;
      });
    }
    const heard = this.positions;
    this.positions = new Map();
    return heard;
  }
}

/** A desk that somebody is about to watch. To be run, or to be closed. */
export interface WatchedDesk {
  readonly desk: CourierDeskDto;
  /** Tells of the whole desk whenever it has changed, until the signal aborts. */
  run(tell: (desk: CourierDeskDto) => void, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** The desk without the seconds that run down on it. */
const contentOf = (desk: CourierDeskDto): string =>
  JSON.stringify(desk, (key, value: unknown) => (key === 'seconds_left' ? undefined : value));

const idsOn = ({ offers, deliveries: brought }: CourierDeskDto): readonly string[] =>
  [...offers, ...brought].map(({ order_id: id }) => id);

/** Follows what lies before couriers: the news say when to look, and the views what there is to see. */
@Injectable()
export class CourierFeed {
  constructor(
    private readonly news: OrderNewsFeed,
    private readonly desks: CourierDesk,
    private readonly progress: ProjectionProgress,
  ) {}

  /** Null when the views are so far behind that what they show would leave something out. */
  async open(courierId: string): Promise<WatchedDesk | null> {
    const heard = new CourierNews(courierId);
    const close = this.news.subscribe((news) => heard.hear(news));
    try {
      const { positions } = this.news;
      if (positions.size === 0 || !(await this.show(positions))) {
        close();
        return null;
      }
      const desk = await this.desks.of(courierId);
      heard.watch(idsOn(desk));
      return {
        desk,
        close,
        run: (tell, signal) => this.run(courierId, desk, heard, tell, signal).finally(close),
      };
    } catch (error) {
      close();
      throw error;
    }
  }

  private async run(
    courierId: string,
    first: CourierDeskDto,
    heard: CourierNews,
    tell: (desk: CourierDeskDto) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let told = contentOf(first);
    for (;;) {
      const positions = await heard.next(signal);
      // None: whoever watched has left. The views may be behind for longer than one wait.
      if (positions.size === 0) return;
      while (!(await this.show(positions))) if (signal.aborted) return;
      const desk = await this.desks.of(courierId);
      heard.watch(idsOn(desk));
      const content = contentOf(desk);
      if (content !== told) tell(desk);
      told = content;
    }
  }

  /** Whether the views have come that far in time. */
  private async show(positions: Positions): Promise<boolean> {
    const shown = await Promise.all(
      [...positions].flatMap(([shard, position]) =>
        [deliveries, orderView].map((view) => this.progress.waitFor(view, shard, position, WAIT_MS)),
      ),
    );
    return !shown.includes(false);
  }
}
