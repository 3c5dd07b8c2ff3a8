/** What has to happen next until the food is at the door. */
export const ETA_PHASES = [
  'cooking',
  'to-restaurant',
  'at-restaurant',
  'to-customer',
  'at-customer',
] as const;
export type EtaPhase = (typeof ETA_PHASES)[number];

/** Why an estimate changed. */
export const ETA_REASONS = [
  'kitchen-accepted',
  'kitchen-delayed',
  'kitchen-ready',
  'courier-assigned',
  'courier-lost',
  'searching',
  'handed-over',
  'courier-moved',
  'courier-arrived',
] as const;
export type EtaReason = (typeof ETA_REASONS)[number];

/** What an estimate of one phase rests on; null: not known, or over. */
export interface PhaseEtaInputs {
  /** Until the food is ready, whole seconds; 0 when it is. */
  readonly prepSeconds: number;
  /** From the courier to the restaurant. */
  readonly firstMileMetres: number | null;
  /** From where the food is to the door. */
  readonly lastMileMetres: number;
}
