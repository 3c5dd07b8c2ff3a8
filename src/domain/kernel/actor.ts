/** In what capacity someone acts. `system` is Tiffin itself: a process manager or a job. */
export const ROLES = ['customer', 'restaurant', 'courier', 'support', 'admin', 'auditor', 'system'] as const;

export type Role = (typeof ROLES)[number];

/** Who asked for something. Stands in the metadata of every event. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
}
