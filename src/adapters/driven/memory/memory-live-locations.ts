import { LiveLocations, type LiveLocation } from '../../../application/ports/live-locations';

type Listener = (locations: readonly LiveLocation[]) => void;

/** Positions within one process: a listener hears of what is published in the same one. */
export class MemoryLiveLocations extends LiveLocations {
  private readonly listeners = new Set<Listener>();

  /** @param report is told when a listener throws; the other listeners get the positions all the same */
  constructor(private readonly report: (error: unknown) => void) {
    super();
  }

  override publish(locations: readonly LiveLocation[]): void {
    if (locations.length === 0) return;
    for (const listener of [...this.listeners]) {
      try {
        listener(locations);
      } catch (error) {
        this.report(error);
      }
    }
  }

  override subscribe(listener: Listener): () => void {
    // A wrapper of its own for each subscription: the same function may subscribe twice.
    const subscription: Listener = (locations) => listener(locations);
    this.listeners.add(subscription);
    return () => void this.listeners.delete(subscription);
  }
}
