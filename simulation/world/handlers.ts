import { CircuitBreakingGateway } from '../../src/adapters/driven/payments/circuit-breaker';
import { EditCart } from '../../src/application/carting/edit-cart';
import { OrderAgain } from '../../src/application/carting/order-again';
import type { CommandExecutor } from '../../src/application/commands/command-executor';
import type { StreamLoader } from '../../src/application/commands/stream-loader';
import { AnswerOffer } from '../../src/application/couriers/answer-offer';
import { ChangeDeliveryHandler } from '../../src/application/couriers/change-delivery';
import { DeliveryAccess } from '../../src/application/couriers/delivery-access';
import { EnsurePartner } from '../../src/application/couriers/ensure-partner';
import { GoOffline } from '../../src/application/couriers/go-offline';
import { GoOnline } from '../../src/application/couriers/go-online';
import { ReleaseOrder } from '../../src/application/couriers/release-order';
import { SuspendPartner } from '../../src/application/couriers/suspend-partner';
import { EditAddresses } from '../../src/application/customers/edit-addresses';
import { EnsureCustomer } from '../../src/application/identity/ensure-customer';
import { NotificationSender } from '../../src/application/notifications/notification-sender';
import { ChangeOrderHandler } from '../../src/application/ordering/change-order';
import { DeliveryCodes } from '../../src/application/ordering/delivery-codes';
import { OrderAccess } from '../../src/application/ordering/order-access';
import { PlaceOrderHandler } from '../../src/application/ordering/place-order';
import { Quotes } from '../../src/application/ordering/quotes';
import { InitiatePaymentHandler } from '../../src/application/payments/initiate-payment';
import { PaymentGateways } from '../../src/application/payments/payment-gateways';
import { WebhookInbox } from '../../src/application/payments/receive-webhook';
import { RecordCashHandler } from '../../src/application/payments/record-cash';
import { RequestRefundHandler } from '../../src/application/payments/request-refund';
import { RetryRefundHandler } from '../../src/application/payments/retry-refund';
import { SyncPayments } from '../../src/application/payments/sync-payment';
import type { Accounts } from '../../src/application/ports/accounts';
import type { BlobStore } from '../../src/application/ports/blob-store';
import type { Carts } from '../../src/application/ports/carts';
import type { BusinessClock, SystemClock } from '../../src/application/ports/clock';
import type { Intents } from '../../src/application/dispatch/intents';
import type { CourierPositions } from '../../src/application/ports/courier-positions';
import type { LiveLocations } from '../../src/application/ports/live-locations';
import type { Notifications } from '../../src/application/ports/notifications';
import type { PaymentGateway } from '../../src/application/ports/payment-gateway';
import type { PushSender } from '../../src/application/ports/push-sender';
import type { SubjectKeys } from '../../src/application/ports/subject-keys';
import { RecordDoorPhoto } from '../../src/application/proofs/record-door-photo';
import { VerifyPickup } from '../../src/application/proofs/verify-pickup';
import { ChangeMenuHandler } from '../../src/application/restaurants/change-menu';
import { ChangeRestaurantHandler } from '../../src/application/restaurants/change-restaurant';
import { RestaurantAccess } from '../../src/application/restaurants/restaurant-access';
import { ReviewPhotos } from '../../src/application/reviews/review-photos';
import { SubmitReview } from '../../src/application/reviews/submit-review';
import { Telemetry } from '../../src/application/telemetry/telemetry';
import { TrackRecorder } from '../../src/application/telemetry/track-recorder';
import { WorkOfCouriers } from '../../src/application/telemetry/work-in-hand';
import type { Parts } from './parts';

/** What all programs of all worlds derive codes from. */
export const DELIVERY_CODES = new DeliveryCodes(Buffer.alloc(32, 'codes of the simulation'));

/** Streams, quotes and couriers that a program of so small a city remembers. */
export const REMEMBERED = 200;

/** The ports of one program, each at its distance. */
export interface Reach {
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly gateway: PaymentGateway;
  readonly carts: Carts;
  readonly keys: SubjectKeys;
  readonly positions: CourierPositions;
  readonly live: LiveLocations;
  readonly blobs: BlobStore;
  readonly notifications: Notifications;
  readonly sender: PushSender;
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly business: BusinessClock;
  readonly intents: Intents;
  readonly system: SystemClock;
  readonly report: (error: unknown) => void;
}

/** Everything that controllers, sockets and loops of one program call, put together as production puts it together. */
export class Handlers {
  readonly breaker: CircuitBreakingGateway;
  readonly gateways: PaymentGateways;
  readonly syncs: SyncPayments;
  readonly initiate: InitiatePaymentHandler;
  readonly refund: RequestRefundHandler;
  readonly retry: RetryRefundHandler;
  readonly cash: RecordCashHandler;
  readonly inbox: WebhookInbox;
  readonly quotes: Quotes;
  readonly cart: EditCart;
  readonly orderAgain: OrderAgain;
  readonly placeOrder: PlaceOrderHandler;
  readonly changeOrder: ChangeOrderHandler;
  readonly customers: EnsureCustomer;
  readonly addresses: EditAddresses;
  readonly review: SubmitReview;
  readonly photos: ReviewPhotos;
  readonly menu: ChangeMenuHandler;
  readonly restaurant: ChangeRestaurantHandler;
  readonly partners: EnsurePartner;
  readonly suspend: SuspendPartner;
  readonly goOnline: GoOnline;
  readonly goOffline: GoOffline;
  readonly answer: AnswerOffer;
  readonly release: ReleaseOrder;
  readonly assign: ReturnType<Parts['assign']>;
  readonly changeDelivery: ChangeDeliveryHandler;
  readonly verifyPickup: VerifyPickup;
  readonly doorPhoto: RecordDoorPhoto;
  readonly tracks: TrackRecorder;
  readonly telemetry: Telemetry;
  readonly push: NotificationSender;

  constructor(reach: Reach, parts: Parts) {
    const { executor, loader, carts, keys, positions, blobs, business, system, report } = reach;
    const orders = new OrderAccess(loader);
    this.breaker = new CircuitBreakingGateway(reach.gateway, system);
    this.gateways = new PaymentGateways([this.breaker]);
    const { gateways } = this;
    this.syncs = new SyncPayments(
      executor,
      loader,
      gateways,
      business,
      (id) => `https://tiffin.invalid/${id}`,
    );
    this.initiate = new InitiatePaymentHandler(executor, loader, orders, gateways, this.syncs);
    this.refund = new RequestRefundHandler(executor, loader);
    this.retry = new RetryRefundHandler(executor, loader);
    this.cash = new RecordCashHandler(executor, loader);
    this.inbox = new WebhookInbox(executor, loader, gateways, keys, business, system);

    this.quotes = new Quotes(carts, loader, keys, REMEMBERED);
    this.cart = new EditCart(carts, this.quotes, loader);
    this.orderAgain = new OrderAgain(loader, this.cart);
    this.placeOrder = new PlaceOrderHandler(executor, loader, this.quotes, keys, DELIVERY_CODES, gateways);
    this.changeOrder = new ChangeOrderHandler(executor, orders);
    this.customers = new EnsureCustomer(executor, loader, keys, business);
    this.addresses = new EditAddresses(executor, loader, keys);
    this.photos = new ReviewPhotos(blobs);
    this.review = new SubmitReview(executor, loader, keys, this.photos);

    const management = new RestaurantAccess(loader);
    this.menu = new ChangeMenuHandler(executor, loader, management);
    this.restaurant = new ChangeRestaurantHandler(executor, management);

    const deliveries = new DeliveryAccess(loader, orders);
    this.partners = new EnsurePartner(executor, loader, keys, business);
    this.suspend = new SuspendPartner(executor, positions);
    this.goOnline = new GoOnline(executor, loader, positions);
    this.goOffline = new GoOffline(executor, loader, positions);
    this.answer = new AnswerOffer(executor, loader, deliveries);
    this.release = new ReleaseOrder(executor, loader, deliveries);
    this.assign = parts.assign(reach);
    this.changeDelivery = new ChangeDeliveryHandler(executor, deliveries);
    this.verifyPickup = new VerifyPickup(executor, loader, DELIVERY_CODES);
    this.doorPhoto = new RecordDoorPhoto(executor, loader, deliveries, keys, blobs);
    this.tracks = new TrackRecorder({ executor, loader, keys, business, system, report });
    this.telemetry = new Telemetry(
      {
        ...{ executor, loader, positions, business, report },
        ...{ live: reach.live, tracks: this.tracks, work: new WorkOfCouriers(loader) },
      },
      REMEMBERED,
    );
    const { notifications, sender, accounts } = reach;
    this.push = new NotificationSender({ notifications, sender, accounts, clock: system, report });
  }
}
