import type { GeoPoint } from '../../../domain/kernel/geo';

export type StreetClass = 'ring' | 'arterial' | 'lane';

/** A stretch of street without a gap: crossings in the order in which one passes them. */
export interface Street {
  readonly name: string;
  /** The name in the city's own script; null for lanes, which have numbers. */
  readonly localName: string | null;
  readonly class: StreetClass;
  /** The district that a lane lies in; null for roads that run through several. */
  readonly district: string | null;
  /** Indices of crossings. */
  readonly path: readonly number[];
}

export interface StreetDrawing {
  readonly crossings: readonly GeoPoint[];
  readonly streets: readonly Street[];
}
