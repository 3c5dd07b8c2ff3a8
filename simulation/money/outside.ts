import { SubjectKeys } from '../../src/application/ports/subject-keys';
import { EventBus, type FeedMessage } from '../../src/application/ports/event-bus';
import type { RecordedEvent } from '../../src/application/ports/event-store';
import type { Sealed } from '../../src/domain/kernel/sealed';
import type { Crossing } from './ports';

/** Boxes without a lock: real ones hold random bytes, and a run has to be the same every time. */
export class OpenBoxes extends SubjectKeys {
  override seal(subject: string, plaintext: string): Promise<Sealed> {
    return Promise.resolve({
      subject,
      keyId: `key of ${subject}`,
      box: Buffer.from(plaintext).toString('base64'),
    });
  }

  override open({ box }: Sealed): Promise<string | undefined> {
    return Promise.resolve(Buffer.from(box, 'base64').toString());
  }

  override erase(): Promise<void> {
    return Promise.resolve();
  }
}

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
    const { draws, counts, scheduler, mix } = this.crossing;
    // A program alone learns of its own appends from itself.
    if (mix().programs === 1) return;
    if (draws.chance(mix().busLoss)) {
      counts.add('fault: bus message lost');
      return;
    }
    const isDouble = draws.chance(mix().busDuplicates);
    if (isDouble) counts.add('fault: bus message twice');
    for (let copies = isDouble ? 2 : 1; copies > 0; copies -= 1) {
      const label = `bus ${messages.map(({ event }) => event.type).join(' ')}`;
      void scheduler.sleep(draws.around(50), label, null).then(() => {
        if (this.listeners.has(listener)) listener(messages);
      });
    }
  }
}
