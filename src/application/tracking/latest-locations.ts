import { epochMs } from '../../domain/kernel/instant';
import type { SystemClock } from '../ports/clock';
import type { LiveLocation } from '../ports/live-locations';

/** How old a position may be (ms of wall time since it came in) to be shown as where the courier is. */
export const LOCATION_KEPT_MS = 30_000;

const SWEEP_MS = 10_000;

/** The last position of every order whose courier was heard of within the last half minute. */
export class LatestLocations {
  private readonly latest = new Map<string, { readonly location: LiveLocation; readonly heardAt: number }>();
  private sweptAt = 0;

  constructor(private readonly clock: Pick<SystemClock, 'now'>) {}

  /** Keeps a position; false if a later one of the same courier is known. */
  keep(location: LiveLocation): boolean {
    const now = this.clock.now();
    if (now - this.sweptAt >= SWEEP_MS) this.sweep(now);
    const known = this.latest.get(location.orderId)?.location;
    if (
      known !== undefined &&
      known.courierId === location.courierId &&
      epochMs(known.at) > epochMs(location.at)
    ) {
      return false;
    }
    this.latest.set(location.orderId, { location, heardAt: now });
    return true;
  }

  of(orderId: string): LiveLocation | undefined {
    const known = this.latest.get(orderId);
    const isFresh = known !== undefined && this.clock.now() - known.heardAt <= LOCATION_KEPT_MS;
    return isFresh ? known.location : undefined;
  }

  private sweep(now: number): void {
    this.sweptAt = now;
    for (const [orderId, { heardAt }] of this.latest) {
      if (now - heardAt > LOCATION_KEPT_MS) this.latest.delete(orderId);
    }
  }
}
