import { EventBus, type FeedMessage } from '../../src/application/ports/event-bus';
import type { RecordedEvent } from '../../src/application/ports/event-store';
import type { Crossing } from './ports';

type Listener = (messages: readonly FeedMessage[]) => void;

/** Tells programs of what was appended: a moment later, twice, or never. */
export class LossyBus extends EventBus {
  private readonly listeners = new Set<Listener>();
  private readonly heads = new Map<number, number>();

  constructor(private readonly crossing: Crossing) {
    super();
  }

  tell(event: RecordedEvent): void {
    const { shard, position } = event;
    const message = { shard, prev: this.heads.get(shard) ?? 0, event };
    this.heads.set(shard, position);
    void this.publish([message]);
  }

  override async publish(messages: readonly FeedMessage[]): Promise<void> {
    for (const listener of this.listeners) this.send(listener, messages);
    return Promise.resolve();
  }

  override subscribe(listener: Listener): () => void {
    const subscription: Listener = (messages) => listener(messages);
    this.listeners.add(subscription);
    return () => this.listeners.delete(subscription);
  }

  private send(listener: Listener, messages: readonly FeedMessage[]): void {
    const { luck, counts, scheduler, mix } = this.crossing;
    const { programs, busLoss, busDuplicates } = mix();
    // A program alone learns of its own appends from itself.
    if (programs === 1) return;
    const label = `bus ${messages.map(({ event }) => event.type).join(' ')}`;
    const draws = luck.at(label);
    if (luck.strikes('lost message', label, busLoss, draws)) {
      counts.add('fault: bus message lost');
      return;
    }
    const isDouble = luck.strikes('message twice', label, busDuplicates, draws);
    if (isDouble) counts.add('fault: bus message twice');
    for (let copies = isDouble ? 2 : 1; copies > 0; copies -= 1) {
      void scheduler.sleep(draws.around(50), label, null).then(() => {
        if (this.listeners.has(listener)) listener(messages);
      });
    }
  }
}
