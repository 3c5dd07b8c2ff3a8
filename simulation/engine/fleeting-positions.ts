import { MemoryCourierPositions } from '../../src/adapters/driven/memory/memory-courier-positions';
import { CourierPositions } from '../../src/application/ports/courier-positions';

/** Positions that are gone when nobody is left to remember them. */
export class FleetingPositions extends CourierPositions {
  private known: CourierPositions = new MemoryCourierPositions();

  lose(): void {
    this.known = new MemoryCourierPositions();
  }

  override record(...args: Parameters<CourierPositions['record']>) {
    return this.known.record(...args);
  }

  override forget(...args: Parameters<CourierPositions['forget']>) {
    return this.known.forget(...args);
  }

  override of(...args: Parameters<CourierPositions['of']>) {
    return this.known.of(...args);
  }

  override near(...args: Parameters<CourierPositions['near']>) {
    return this.known.near(...args);
  }
}
