import type { CustomerEvent } from '../../src/domain/customer/customer';
import type { DeliveryEvent } from '../../src/domain/delivery/delivery-messages';
import type { GpsEvent } from '../../src/domain/gps/gps-messages';
import type { InboxEvent } from '../../src/domain/inbox/inbox';
import type { LedgerEvent } from '../../src/domain/ledger/ledger';
import type { MenuEvent } from '../../src/domain/menu/menu';
import type { OrderEvent } from '../../src/domain/order/order-messages';
import type { PartnerEvent } from '../../src/domain/partner/partner-messages';
import type { PaymentEvent } from '../../src/domain/payment/payment-messages';
import type { RestaurantEvent } from '../../src/domain/restaurant/restaurant';
import type { ReviewEvent } from '../../src/domain/review/review-messages';
import type { ShiftEvent } from '../../src/domain/shift/shift-messages';
import { UnknownEventError, type Codec } from './codec';
import { customerCodec } from './customer.codec';
import { deliveryCodec } from './delivery.codec';
import type { RecordedEvent } from './event-record';
import { gpsCodec } from './gps.codec';
import { inboxCodec } from './inbox.codec';
import { ledgerCodec } from './ledger.codec';
import { menuCodec } from './menu.codec';
import { metadataOf, type EventMetadata } from './metadata';
import { orderCodec } from './order.codec';
import { partnerCodec } from './partner.codec';
import { paymentCodec } from './payment.codec';
import { restaurantCodec } from './restaurant.codec';
import { reviewCodec } from './review.codec';
import { shiftCodec } from './shift.codec';

/** Everything that can happen. */
export type TiffinEvent =
  | OrderEvent
  | PaymentEvent
  | InboxEvent
  | LedgerEvent
  | DeliveryEvent
  | GpsEvent
  | PartnerEvent
  | ShiftEvent
  | ReviewEvent
  | RestaurantEvent
  | MenuEvent
  | CustomerEvent;

export type TiffinEventType = TiffinEvent['type'];

/** A stored event, read. */
export interface DecodedEvent {
  readonly event: TiffinEvent;
  readonly metadata: EventMetadata;
}

type Decode = (schema: number, data: string) => TiffinEvent;

const readersOf = <E extends TiffinEvent>(codec: Codec<E>): readonly (readonly [string, Decode])[] =>
  Object.keys(codec.entries).map((type) => [type, (schema, data) => codec.decode(type, schema, data)]);

const readers = [
  ...readersOf(orderCodec),
  ...readersOf(paymentCodec),
  ...readersOf(inboxCodec),
  ...readersOf(ledgerCodec),
  ...readersOf(deliveryCodec),
  ...readersOf(gpsCodec),
  ...readersOf(partnerCodec),
  ...readersOf(shiftCodec),
  ...readersOf(reviewCodec),
  ...readersOf(restaurantCodec),
  ...readersOf(menuCodec),
  ...readersOf(customerCodec),
];

const readerOf = new Map(readers);

/** The name of every event, aggregate by aggregate. Names are unique among all aggregates. */
export const EVENT_TYPES: readonly string[] = readers.map(([type]) => type);

// Several consumers of one process get the same object from the bus: the first to read it reads for all.
const decoded = new WeakMap<RecordedEvent, DecodedEvent>();

/**
 * The event and its metadata in their current form.
 * @throws UnknownEventError for a type or version without a reader
 * @throws ZodError when metadata or data are not what their version says
 */
export function decodeRecorded(recorded: RecordedEvent): DecodedEvent {
  const known = decoded.get(recorded);
  if (known !== undefined) return known;
  const decode = readerOf.get(recorded.type);
  if (decode === undefined) throw new UnknownEventError(`no reader for ${recorded.type}`);
  const metadata = metadataOf(recorded);
  const result = { event: decode(metadata.schema, recorded.data), metadata };
  decoded.set(recorded, result);
  return result;
}
