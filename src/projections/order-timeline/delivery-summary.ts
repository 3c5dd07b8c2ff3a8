import type { DeliveryEvent } from '../../domain/delivery/delivery-messages';
import { never } from '../../domain/kernel/decider';

/** Of a delivery, what belongs into the story of an order: not who was asked and said no, nor every estimate. */
export const DELIVERY_READS = [
  'PartnerSearchStarted',
  'SearchExhausted',
  'CustomerChoiceOffered',
  'CustomerChoseToWait',
  'AssignmentAccepted',
  'PartnerReassigned',
  'ArrivedAtRestaurant',
  'ArrivedAtCustomer',
  'ProofRecorded',
  'DeliveryFailed',
] as const satisfies readonly DeliveryEvent['type'][];

export type ToldDeliveryEvent = Extract<DeliveryEvent, { readonly type: (typeof DELIVERY_READS)[number] }>;

const told: ReadonlySet<string> = new Set(DELIVERY_READS);

export const isOfDelivery = (event: { readonly type: string }): event is ToldDeliveryEvent =>
  told.has(event.type);

/** The part of an event of a delivery that anybody who may see the order may see: no place, and no picture. */
export function deliverySummary(event: ToldDeliveryEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'PartnerSearchStarted':
      return { cause: event.cause };
    case 'CustomerChoiceOffered':
      return { until: event.until };
    case 'AssignmentAccepted':
    case 'ArrivedAtRestaurant':
    case 'ArrivedAtCustomer':
      return { courierId: event.courierId };
    case 'PartnerReassigned':
    case 'DeliveryFailed':
      return { courierId: event.courierId, reason: event.reason };
    case 'ProofRecorded':
      return { courierId: event.courierId, distanceMetres: event.distanceMetres };
    case 'SearchExhausted':
    case 'CustomerChoseToWait':
      return {};
    default:
      return never(event);
  }
}
