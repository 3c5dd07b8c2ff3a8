import { BusinessClockControl, type ClockSetting } from '../../../application/ports/clock';
import type { Instant } from '../../../domain/kernel/instant';
import { ClockIsFixed, type PersistedBusinessClock } from './persisted-business-clock';

/** Moves the clock that all programs of a database share. */
export class PersistedClockControl extends BusinessClockControl {
  constructor(private readonly clock: PersistedBusinessClock) {
    super();
  }

  override read(): { readonly now: Instant; readonly rate: number } {
    return { now: this.clock.now(), rate: this.clock.rate };
  }

  override async set({ rate, advanceMs }: ClockSetting): Promise<boolean> {
    try {
      await this.clock.set({ ...(rate === null ? {} : { rate }), to: { advanceMs } });
      return true;
    } catch (error) {
      if (error instanceof ClockIsFixed) return false;
      throw error;
    }
  }
}
