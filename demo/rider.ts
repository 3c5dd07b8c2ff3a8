import type { ApiClient } from './api-client';
import type { JsonRecord } from './json';
import type { SeededRandom } from './seeded-random';
import type { Place, Stage } from './stage';
import type { SupportDesk } from './support-desk';

/** What a delivery needs of the courier who brings it. */
export interface Rider {
  readonly client: ApiClient;
  readonly stage: Stage;
  readonly random: SeededRandom;
  readonly support: SupportDesk;
  readonly place: Place;
  readonly surprise: (what: string) => void;
  deliveryOf(orderId: string): JsonRecord | null;
  rideTo(to: Place, goesOn: () => boolean): Promise<boolean>;
  fallSilent(ms: number): void;
  ping(place?: Place, more?: JsonRecord): Promise<void>;
}

/** Four other digits. */
export const otherThan = (code: string): string => String((Number(code) + 1_234) % 10_000).padStart(4, '0');
