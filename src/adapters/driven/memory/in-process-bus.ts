import { EventBus, type FeedMessage } from '../../../application/ports/event-bus';

type Listener = (messages: readonly FeedMessage[]) => void;

/** The bus of a program that plays all roles in one process: every listener is called before `publish` resolves. */
export class InProcessBus extends EventBus {
  private readonly listeners = new Set<Listener>();

  /** @param report is told when a listener throws; the other listeners get the messages all the same */
  constructor(private readonly report: (error: unknown) => void) {
    super();
  }

  override publish(messages: readonly FeedMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    for (const listener of [...this.listeners]) {
      try {
        listener(messages);
      } catch (error) {
        this.report(error);
      }
    }
    return Promise.resolve();
  }

  override subscribe(listener: Listener): () => void {
    // A wrapper of its own for each subscription: the same function may subscribe twice.
    const subscription: Listener = (messages) => listener(messages);
    this.listeners.add(subscription);
    return () => this.listeners.delete(subscription);
  }
}
