import { z } from 'zod';
import type { Sealed } from '../../domain/kernel/sealed';
import type { SubjectKeys } from '../ports/subject-keys';

/** Who a customer is. Sealed in the customer's stream. */
export interface PersonalProfile {
  readonly name: string;
  /** E.164. */
  readonly phone: string;
  readonly email: string | null;
}

/** Where an order goes. Sealed in the customer's stream, and as the same box in each order that goes there. */
export interface PostalAddress {
  readonly line1: string;
  readonly line2: string | null;
  readonly landmark: string | null;
  readonly city: string;
  readonly state: string | null;
  readonly pincode: string;
  readonly location: { readonly lat: number; readonly lng: number };
}

const profileSchema: z.ZodType<PersonalProfile> = z.object({
  name: z.string(),
  phone: z.string(),
  email: z.string().nullable(),
});

const addressSchema: z.ZodType<PostalAddress> = z.object({
  line1: z.string(),
  line2: z.string().nullable(),
  landmark: z.string().nullable(),
  city: z.string(),
  state: z.string().nullable(),
  pincode: z.string(),
  location: z.object({ lat: z.number(), lng: z.number() }),
});

export const sealProfile = (keys: SubjectKeys, subject: string, profile: PersonalProfile): Promise<Sealed> =>
  keys.seal(subject, JSON.stringify(profileSchema.parse(profile)));

export const sealAddress = (keys: SubjectKeys, subject: string, address: PostalAddress): Promise<Sealed> =>
  keys.seal(subject, JSON.stringify(addressSchema.parse(address)));

/** Null when the person was erased. */
export async function openProfile(keys: SubjectKeys, sealed: Sealed): Promise<PersonalProfile | null> {
  const text = await keys.open(sealed);
  return text === undefined ? null : profileSchema.parse(JSON.parse(text));
}

/** Null when the person was erased. */
export async function openAddress(keys: SubjectKeys, sealed: Sealed): Promise<PostalAddress | null> {
  const text = await keys.open(sealed);
  return text === undefined ? null : addressSchema.parse(JSON.parse(text));
}
