import { never } from '../kernel/decider';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Effect, ProcessInput, ProcessManager, Reaction } from '../kernel/process';
import type { StoryEvent, Told } from '../story/order-story';
import type { Notice, NoticeFor, NoticeKind } from './notice';

const READS = [
  'OrderPlaced',
  'OrderConfirmed',
  'OrderExpired',
  'OrderAcceptedByRestaurant',
  'OrderRejectedByRestaurant',
  'PreparationDelayed',
  'RestaurantReminded',
  'PartnerAttached',
  'PartnerDetached',
  'OrderHandedOver',
  'OrderDelivered',
  'OrderUndeliverable',
  'OrderCancelled',
  'PaymentFailed',
  'RefundSettled',
  'AssignmentOffered',
  'AssignmentWithdrawn',
  'PartnerAssigned',
  'CustomerChoiceOffered',
  'SearchExhausted',
  'ArrivedAtRestaurant',
  'ArrivedAtCustomer',
  'PartnerWentSilent',
  'DeliveryFailed',
] as const satisfies readonly StoryEvent['type'][];

export type NoticesEvent = Told<(typeof READS)[number]>;

/** Tells somebody something. */
export interface NoticesCommand {
  readonly to: NoticeFor;
  readonly notice: Notice;
}

/** What is known of the order that people are told about. */
export type Notices =
  | { readonly is: 'idle' }
  | {
      readonly is: 'following';
      readonly orderId: OrderId;
      readonly customerId: CustomerId;
      readonly restaurantId: RestaurantId;
      readonly restaurantName: string;
      /** Whether the restaurant has heard of it. */
      readonly isConfirmed: boolean;
      readonly courierId: CourierId | null;
      readonly isHandedOver: boolean;
    };

type Following = Extract<Notices, { readonly is: 'following' }>;
type Outcome = Reaction<Notices, NoticesCommand>;
type Effects = readonly Effect<NoticesCommand>[];

const ignore = (state: Notices): Outcome => ({ state, effects: [] });

const tell = (
  { orderId, restaurantId, restaurantName }: Following,
  to: NoticeFor,
  kind: NoticeKind,
  moment: Instant | null = null,
): Effects => [
  {
    do: 'send',
    step: `${to.role}-${kind}`,
    command: { to, notice: { kind, orderId, restaurantId, restaurantName, moment } },
  },
];

const customerOf = ({ customerId }: Following): NoticeFor => ({ role: 'customer', customerId });
const KITCHEN: NoticeFor = { role: 'restaurant' };
const courier = (courierId: CourierId): NoticeFor => ({ role: 'courier', courierId });
/** Why a delivery is taken from a courier who did not ask for that. */
const BY_OTHERS: ReadonlySet<string> = new Set(['unassigned-by-staff', 'courier-silent', 'courier-late']);

const STAFF: NoticeFor = { role: 'staff' };

/** An order is called off: everybody who had to do with it hears of it. */
const calledOff = (state: Following): Effects => [
  ...tell(state, customerOf(state), 'order-cancelled'),
  ...(state.isConfirmed ? tell(state, KITCHEN, 'order-cancelled') : []),
  ...(state.courierId === null ? [] : tell(state, courier(state.courierId), 'delivery-called-off')),
];

function reminded(state: Following, { how }: Told<'RestaurantReminded'>): Effects {
  switch (how) {
    case 'ring':
      return tell(state, KITCHEN, 'order-unanswered');
    case 'call':
      return tell(state, STAFF, 'restaurant-to-be-called');
    case 'overdue':
      return tell(state, KITCHEN, 'food-overdue');
    default:
      return never(how);
  }
}

/** Who is asked to look after a courier of whom nothing is heard: the courier, and once they have the food, staff. */
const silent = (state: Following, { courierId, silentChecks }: Told<'PartnerWentSilent'>): Effects => {
  if (silentChecks !== 1) return [];
  return [
    ...tell(state, courier(courierId), 'position-missing'),
    ...(state.isHandedOver ? tell(state, STAFF, 'courier-silent') : []),
  ];
};

function follow(state: Following, event: NoticesEvent): Outcome {
  const only = (effects: Effects): Outcome => ({ state, effects });
  const customer = customerOf(state);
  switch (event.type) {
    case 'OrderPlaced':
      return ignore(state);
    case 'OrderConfirmed': {
      const confirmed = { ...state, isConfirmed: true };
      return {
        state: confirmed,
        effects: [...tell(state, customer, 'order-confirmed'), ...tell(state, KITCHEN, 'new-order')],
      };
    }
    case 'OrderExpired':
      return only(tell(state, customer, 'order-expired'));
    case 'OrderAcceptedByRestaurant':
      return only(tell(state, customer, 'order-accepted', event.readyBy));
    case 'OrderRejectedByRestaurant':
      return only(tell(state, customer, 'order-rejected'));
    case 'PreparationDelayed':
      return only(tell(state, customer, 'order-delayed', event.readyBy));
    case 'RestaurantReminded':
      return only(reminded(state, event));
    case 'PartnerAttached':
      return {
        state: { ...state, courierId: event.courierId },
        effects: tell(state, customer, 'courier-assigned'),
      };
    case 'PartnerDetached':
      return {
        state: { ...state, courierId: null },
        effects: BY_OTHERS.has(event.reason)
          ? tell(state, courier(event.courierId), 'delivery-taken-away')
          : [],
      };
    case 'OrderHandedOver':
      return { state: { ...state, isHandedOver: true }, effects: tell(state, customer, 'on-the-way') };
    case 'OrderDelivered':
      return only(tell(state, customer, 'order-delivered'));
    case 'OrderUndeliverable':
      return only(tell(state, customer, 'order-undeliverable'));
    case 'OrderCancelled':
      return only(calledOff(state));
    case 'PaymentFailed':
      return only(state.isConfirmed ? [] : tell(state, customer, 'payment-failed'));
    case 'RefundSettled':
      return only(tell(state, customer, 'refund-settled'));
    case 'AssignmentOffered':
      return only(tell(state, courier(event.courierId), 'offer', event.leaseUntil));
    case 'AssignmentWithdrawn':
      return only(tell(state, courier(event.courierId), 'offer-withdrawn'));
    case 'PartnerAssigned':
      return only(tell(state, courier(event.courierId), 'delivery-given'));
    case 'CustomerChoiceOffered':
      return only(tell(state, customer, 'courier-choice', event.until));
    case 'SearchExhausted':
      return only(tell(state, STAFF, 'no-courier-found'));
    case 'ArrivedAtRestaurant':
      return only(tell(state, KITCHEN, 'courier-at-the-counter'));
    case 'ArrivedAtCustomer':
      return only(tell(state, customer, 'at-the-door'));
    case 'PartnerWentSilent':
      return only(silent(state, event));
    case 'DeliveryFailed':
      return only(tell(state, STAFF, 'delivery-failed'));
    default:
      return never(event);
  }
}

function react(state: Notices, input: ProcessInput<NoticesEvent>): Outcome {
  if (input.kind === 'timer') return ignore(state);
  const { event } = input;
  if (state.is === 'following') return follow(state, event);
  if (event.type !== 'OrderPlaced') return ignore(state);
  const { orderId, customerId, restaurantId, restaurantName } = event;
  return ignore({
    is: 'following',
    ...{ orderId, customerId, restaurantId, restaurantName },
    isConfirmed: false,
    courierId: null,
    isHandedOver: false,
  });
}

/** Tells customers, kitchens, couriers and staff what concerns them in the life of an order, each thing once. */
export const notices: ProcessManager<Notices, NoticesEvent, NoticesCommand> = {
  name: 'notices',
  initial: { is: 'idle' },
  reads: READS,
  keyOf: (event) => event.orderId,
  react,
};
