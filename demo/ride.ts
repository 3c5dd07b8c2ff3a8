import { routeBetween } from '../src/main/demo/streets/routes';
import { metresBetween, type Place } from './stage';

/** A ride along the streets, at one speed. */
export class Ride {
  private readonly legs: readonly { readonly from: Place; readonly to: Place; readonly metres: number }[];
  private readonly metres: number;

  /**
   * @param startsAt ms since the epoch
   * @param speed metres per second
   */
  constructor(
    from: Place,
    private readonly destination: Place,
    private readonly startsAt: number,
    private readonly speed: number,
  ) {
    const line = [from, ...routeBetween(from, destination), destination];
    this.legs = line.slice(1).flatMap((to, i) => {
      const start = line[i] ?? from;
      const metres = metresBetween(start, to);
      return metres === 0 ? [] : [{ from: start, to, metres }];
    });
    this.metres = this.legs.reduce((total, leg) => total + leg.metres, 0);
  }

  /** When it is over, in ms since the epoch. */
  get endsAt(): number {
    return this.startsAt + (this.metres / this.speed) * 1_000;
  }

  /** Where the rider is at a moment. */
  placeAt(now: number): Place {
    let ridden = ((now - this.startsAt) / 1_000) * this.speed;
    for (const { from, to, metres } of this.legs) {
      if (ridden < metres) {
        const part = Math.max(0, ridden) / metres;
        return { lat: from.lat + (to.lat - from.lat) * part, lng: from.lng + (to.lng - from.lng) * part };
      }
      ridden -= metres;
    }
    return this.destination;
  }
}
