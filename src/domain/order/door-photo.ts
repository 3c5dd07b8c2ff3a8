/** A picture of the food at the door, which stands in for the customer's code. */
export interface DoorPhoto {
  readonly kind: 'photo';
  /** SHA-256 (hex) of its bytes. */
  readonly sha256: string;
  /** From where it was taken to the door of the order. */
  readonly distanceMetres: number;
  /** How far off that place may be, as the device says. */
  readonly accuracyMetres: number;
}

/** How near to the door a picture is taken. */
export const DOOR_RADIUS_METRES = 150;

/** How much of a device's inaccuracy is made allowance for. */
export const MAX_ALLOWED_INACCURACY_METRES = 100;

/** How far from the door a picture counts that was taken by a device of this accuracy. */
export const doorReachMetres = (accuracyMetres: number): number =>
  DOOR_RADIUS_METRES + Math.min(Math.max(accuracyMetres, 0), MAX_ALLOWED_INACCURACY_METRES);

export const isAtTheDoor = ({ distanceMetres, accuracyMetres }: DoorPhoto): boolean =>
  distanceMetres >= 0 && distanceMetres <= doorReachMetres(accuracyMetres);
