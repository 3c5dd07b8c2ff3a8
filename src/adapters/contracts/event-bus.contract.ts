import { GENESIS_HASH } from '../../../eventstore/registry/event-record';
import type { EventBus, FeedMessage } from '../../application/ports/event-bus';

/** A bus under test, and how to leave it. */
export interface OpenBus {
  readonly bus: EventBus;
  close(): Promise<void>;
}

const message = (position: number, shard = 0, prev = 0): FeedMessage => ({
  shard,
  prev,
  event: {
    id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
    stream: 'order-1',
    revision: position,
    position,
    type: 'SomethingHappened',
    metadata: '{"schema":1}',
    data: `{"text":"ü ${position}"}`,
    hash: GENESIS_HASH,
    shard,
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
});

/** What a subscriber has heard, and a way to wait for it. */
class Ear {
  readonly heard: FeedMessage[] = [];
  private readonly waiting = new Set<() => void>();

  readonly listen = (messages: readonly FeedMessage[]): void => {
    this.heard.push(...messages);
    for (const check of [...this.waiting]) check();
  };

  get positions(): readonly number[] {
    return this.heard.map(({ event }) => event.position);
  }

  /** Resolves when the position has been heard. */
  hear(position: number): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.positions.includes(position)) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }
}

/** What every event bus does while nothing goes wrong. Consumers rely on none of it but the form of messages. */
export function eventBusContract(name: string, open: () => Promise<OpenBus>): void {
  describe(`event bus contract: ${name}`, () => {
    let opened: OpenBus;

    beforeEach(async () => {
      opened = await open();
    });

    afterEach(() => opened.close());

    it('brings a message to every subscriber as it was published', async () => {
      const [one, other] = [new Ear(), new Ear()];
      opened.bus.subscribe(one.listen);
      opened.bus.subscribe(other.listen);
      await opened.bus.publish([message(7, 3, 5)]);
      await Promise.all([one.hear(7), other.hear(7)]);
      expect(one.heard).toEqual([message(7, 3, 5)]);
      expect(other.heard).toEqual([message(7, 3, 5)]);
    });

    it('keeps the order in which messages of all shards were published', async () => {
      const ear = new Ear();
      opened.bus.subscribe(ear.listen);
      const published = Array.from({ length: 64 }, (_, i) => message(i + 1, i % 16, Math.max(0, i - 15)));
      await opened.bus.publish(published.slice(0, 20));
      await opened.bus.publish(published.slice(20));
      await ear.hear(64);
      expect(ear.heard).toEqual(published);
    });

    it('takes messages that nobody listens to', async () => {
      await expect(opened.bus.publish([message(1)])).resolves.toBeUndefined();
    });

    it('takes an empty batch and tells nobody', async () => {
      const ear = new Ear();
      opened.bus.subscribe(ear.listen);
      await opened.bus.publish([]);
      await opened.bus.publish([message(1)]);
      await ear.hear(1);
      expect(ear.positions).toEqual([1]);
    });

    it('is silent to a subscriber that has left', async () => {
      const [gone, staying] = [new Ear(), new Ear()];
      const leave = opened.bus.subscribe(gone.listen);
      opened.bus.subscribe(staying.listen);
      leave();
      await opened.bus.publish([message(1)]);
      await staying.hear(1);
      expect(gone.heard).toEqual([]);
    });

    it('lets one function subscribe twice and leave once', async () => {
      const ear = new Ear();
      const leave = opened.bus.subscribe(ear.listen);
      opened.bus.subscribe(ear.listen);
      leave();
      await opened.bus.publish([message(1)]);
      await ear.hear(1);
      expect(ear.positions).toEqual([1]);
    });

    it('goes on when a subscriber throws', async () => {
      const ear = new Ear();
      opened.bus.subscribe(() => {
        throw new Error('a broken listener');
      });
      opened.bus.subscribe(ear.listen);
      await opened.bus.publish([message(1)]);
      await opened.bus.publish([message(2)]);
      await ear.hear(2);
      expect(ear.positions).toEqual([1, 2]);
    });
  });
}
