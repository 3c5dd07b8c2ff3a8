import { customerAggregate, partnerAggregate } from '../../application/aggregates';
import { openCourierProfile, type CourierProfile } from '../../application/couriers/courier-profile';
import {
  openAddress,
  openProfile,
  type PersonalProfile,
  type PostalAddress,
} from '../../application/customers/personal-data';
import type { OrderViewRow } from '../../projections/order-view/order-view';
import type { Infrastructure } from '../infrastructure';

/** Who an order is about, in plain text. Null: erased, or not known here. */
export interface OrderPeople {
  readonly customer: PersonalProfile | null;
  readonly address: PostalAddress | null;
  readonly instructions: string | null;
  readonly courier: CourierProfile | null;
}

/** Opens what is sealed in an order, with the keys of the store. */
export async function peopleOf(
  { loader, subjectKeys }: Pick<Infrastructure, 'loader' | 'subjectKeys'>,
  { customer_id, courier_id, address, instructions }: OrderViewRow,
): Promise<OrderPeople> {
  const { state: customer } = await loader.fresh(customerAggregate, customer_id);
  const { state: courier } =
    courier_id === null ? { state: null } : await loader.fresh(partnerAggregate, courier_id);
  return {
    customer: customer.is === 'registered' ? await openProfile(subjectKeys, customer.profile) : null,
    address: await openAddress(subjectKeys, address),
    instructions: instructions === null ? null : ((await subjectKeys.open(instructions)) ?? null),
    courier: courier?.is === 'registered' ? await openCourierProfile(subjectKeys, courier.profile) : null,
  };
}

/** One line per person. */
export function peopleLines({ customer, address, instructions, courier }: OrderPeople): readonly string[] {
  const lines = [address?.line1, address?.line2, address?.landmark, address?.city, address?.pincode];
  return [
    `customer     ${customer === null ? 'erased or not known' : `${customer.name}, ${customer.phone}`}`,
    `address      ${address === null ? 'erased' : lines.filter((line) => typeof line === 'string').join(', ')}`,
    ...(instructions === null ? [] : [`instructions ${instructions}`]),
    ...(courier === null ? [] : [`courier      ${courier.name}, ${courier.phone}`]),
  ];
}
