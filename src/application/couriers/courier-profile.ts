import { z } from 'zod';
import type { Sealed } from '../../domain/kernel/sealed';
import type { SubjectKeys } from '../ports/subject-keys';

/** Who a courier is. Sealed in the courier's stream, under their own key. */
export interface CourierProfile {
  readonly name: string;
  /** E.164. */
  readonly phone: string;
  /** The plate of what they ride; null when they gave none. */
  readonly vehicleNumber: string | null;
}

const profileSchema: z.ZodType<CourierProfile> = z.object({
  name: z.string(),
  phone: z.string(),
  vehicleNumber: z.string().nullable(),
});

export const sealCourierProfile = (
  keys: SubjectKeys,
  courierId: string,
  profile: CourierProfile,
): Promise<Sealed> => keys.seal(courierId, JSON.stringify(profileSchema.parse(profile)));

/** Null when the courier was erased. */
export async function openCourierProfile(keys: SubjectKeys, sealed: Sealed): Promise<CourierProfile | null> {
  const text = await keys.open(sealed);
  return text === undefined ? null : profileSchema.parse(JSON.parse(text));
}
