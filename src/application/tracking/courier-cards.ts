import { LRUCache } from 'lru-cache';
import type { CourierId } from '../../domain/kernel/ids';
import { partnerAggregate } from '../aggregates';
import type { StreamLoader } from '../commands/stream-loader';
import { openCourierProfile } from '../couriers/courier-profile';
import type { SubjectKeys } from '../ports/subject-keys';

/** What a customer is told of who brings their order. */
export interface CourierCard {
  readonly name: string;
  /** All but the last four digits are hidden. */
  readonly phone: string;
  readonly vehicleNumber: string | null;
  /** Average of the stars that customers gave; null as long as there is none. */
  readonly rating: number | null;
}

/** What customers think of couriers. */
export interface CourierRatings {
  of(courierId: string): Promise<{ readonly average: number | null }>;
}

/** How long a card may be kept after it was read (ms): so long one outlives a courier who is erased. */
const KEPT_MS = 60_000;

/**
 * A phone number of which one can tell that it is the right one, and that cannot be called.
 * @param phone E.164
 */
export const maskedPhone = (phone: string): string =>
  phone.slice(0, 3) + 'X'.repeat(Math.max(0, phone.length - 7)) + phone.slice(Math.max(3, phone.length - 4));

/** Opens who couriers are, and keeps it for a moment: many followers ask for the same one. */
export class CourierCards {
  private readonly cards = new LRUCache<string, Promise<CourierCard | null>>({ max: 5_000, ttl: KEPT_MS });

  constructor(
    private readonly loader: StreamLoader,
    private readonly keys: SubjectKeys,
    private readonly ratings: CourierRatings,
  ) {}

  /** Null for a courier who was erased, or of whom nothing is known. */
  of(courierId: CourierId): Promise<CourierCard | null> {
    const kept = this.cards.get(courierId);
    if (kept !== undefined) return kept;
    const reading = this.read(courierId);
    this.cards.set(courierId, reading);
    reading.catch(() => this.cards.delete(courierId));
    return reading;
  }

  private async read(courierId: CourierId): Promise<CourierCard | null> {
    const { state } = await this.loader.recent(partnerAggregate, courierId);
    if (state.is === 'absent') return null;
    const profile = await openCourierProfile(this.keys, state.profile);
    if (profile === null) return null;
    const { name, phone, vehicleNumber } = profile;
    const { average: rating } = await this.ratings.of(courierId);
    return { name, phone: maskedPhone(phone), vehicleNumber, rating };
  }
}
