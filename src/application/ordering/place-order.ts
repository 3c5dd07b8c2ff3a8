import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { estimateDelivery, ETA_POLICY_V1 } from '../../domain/eta/eta';
import type { AddressId, CartId, CustomerId, OrderId } from '../../domain/kernel/ids';
import { plusMinutes, type Instant } from '../../domain/kernel/instant';
import type { Sealed } from '../../domain/kernel/sealed';
import { isAvailable } from '../../domain/menu/menu';
import type { OrderRejection } from '../../domain/order/order';
import type {
  OrderEvent,
  PaymentMethod,
  PlaceOrder as PlaceOrderCommand,
} from '../../domain/order/order-messages';
import { PRICING_POLICY_V1 } from '../../domain/pricing/pricing-policy';
import { customerAggregate, menuAggregate, orderAggregate } from '../aggregates';
import type { CommandContext } from '../commands/command-context';
import { CommandExecutor, type Outcome, type Prepared } from '../commands/command-executor';
import { StreamLoader } from '../commands/stream-loader';
import { PaymentGateways } from '../payments/payment-gateways';
import { SubjectKeys } from '../ports/subject-keys';
import { DeliveryCodes } from './delivery-codes';
import type { PlacementRefusal, Quote, Quoted } from './quote';
import { Quotes } from './quotes';

/** An order that is not confirmed within this time lapses. */
export const ORDER_LIFETIME_MINUTES = 15;

/** What the placing of an order rests on. */
const POLICIES = { pricing: PRICING_POLICY_V1.version, eta: ETA_POLICY_V1.version } as const;

export interface PlaceOrderRequest {
  readonly cartId: CartId;
  readonly addressId: AddressId;
  readonly paymentMethod: PaymentMethod;
  /** Free text for the courier. */
  readonly instructions: string | null;
  /** The quote that the customer was shown; null: what the cart showed when its lines were put in. */
  readonly quoteHash: string | null;
}

export type PlaceOrderOutcome = Outcome<OrderEvent, OrderRejection | PlacementRefusal>;

/** A customer orders their cart. */
export class PlaceOrder extends Command<PlaceOrderOutcome> {
  constructor(
    /** From the customer and the idempotency key: the same key is the same order. */
    readonly orderId: OrderId,
    readonly customerId: CustomerId,
    readonly request: PlaceOrderRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Places an order on a quote. With the quote in memory, its whole cost is one append: restaurant and menu are
 * followed in memory, and the order's stream is expected to be new.
 */
@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly quotes: Quotes,
    private readonly keys: SubjectKeys,
    private readonly codes: DeliveryCodes,
    private readonly gateways: PaymentGateways,
  ) {}

  async execute(order: PlaceOrder): Promise<PlaceOrderOutcome> {
    const outcome = await this.executor.execute(
      orderAggregate,
      order.orderId,
      order.context,
      () => this.prepare(order),
      { expectNew: true, policies: POLICIES },
    );
    if (outcome.kind === 'done') this.quotes.markOrdered(order.request.cartId);
    return outcome;
  }

  private async prepare(order: PlaceOrder): Promise<Prepared<PlaceOrderCommand, PlacementRefusal>> {
    const { paymentMethod, instructions } = order.request;
    if (paymentMethod !== 'COD' && this.gateways.forMethod(paymentMethod) === undefined) {
      return refuse({ code: 'payment-method-not-available', available: this.gateways.methods() });
    }
    const quoted = await this.quoteFor(order);
    if (!quoted.ok) return quoted;
    const refusal = await this.quotes.obstacleTo(quoted.quote, order.context.at);
    if (refusal !== null) return refuse(refusal);
    const sealed = instructions === null ? null : await this.keys.seal(order.customerId, instructions);
    return { ok: true, command: this.commandOf(order, quoted.quote, sealed) };
  }

  /** The quote that the customer agreed to, or a refusal that shows what changed since. */
  private async quoteFor(order: PlaceOrder): Promise<Quoted> {
    const { cartId, addressId, quoteHash } = order.request;
    const { customerId, context } = order;
    const known = quoteHash === null ? undefined : this.quotes.recall(quoteHash, customerId, context.at);
    if (known !== undefined && known.cartId === cartId && known.addressId === addressId) {
      if (await this.isCurrent(known, context.at)) return { ok: true, quote: known };
    }
    const cart = await this.quotes.cartOf(customerId, context.at);
    if (cart === null || cart.cartId !== cartId) return refuse({ code: 'cart-empty' });
    const quoted = await this.quotes.make(cart, addressId, context.at);
    if (!quoted.ok) return quoted;
    const { quote } = quoted;
    const isAgreed = quoteHash === null ? quote.changes.length === 0 : quote.hash === quoteHash;
    return isAgreed ? quoted : refuse({ code: 'price-changed', changes: quote.changes, quote });
  }

  /** Whether menu and address are still those that were quoted, and nothing is sold out. */
  private async isCurrent(quote: Quote, at: Instant): Promise<boolean> {
    const { state: customer } = await this.loader.recent(customerAggregate, quote.customerId);
    const address = customer.is === 'absent' ? undefined : customer.addresses.get(quote.addressId);
    if (address?.sealed.box !== quote.address.box) return false;
    const { state: menu } = await this.loader.recent(menuAggregate, quote.restaurantId);
    if (menu.is === 'absent' || menu.hash !== quote.menuHash) return false;
    return menu.unavailable.size === 0 || quote.lines.every(({ itemId }) => isAvailable(menu, itemId, at));
  }

  private commandOf(order: PlaceOrder, quote: Quote, instructions: Sealed | null): PlaceOrderCommand {
    const { orderId, customerId, context, request } = order;
    const { prepMinutes, distanceMetres } = quote;
    const eta = estimateDelivery({ prepMinutes, distanceMetres, at: context.at });
    return {
      type: 'PlaceOrder',
      orderId,
      customerId,
      restaurantId: quote.restaurantId,
      restaurantName: quote.restaurantName,
      cartId: quote.cartId,
      lines: quote.lines,
      bill: quote.bill,
      menuVersion: quote.menuVersion,
      menuHash: quote.menuHash,
      quoteHash: quote.hash,
      pricingPolicyVersion: quote.pricingPolicyVersion,
      paymentMethod: request.paymentMethod,
      address: quote.address,
      instructions,
      etaMinutes: eta.minutes,
      etaInputs: { prepMinutes, distanceMetres, policyVersion: eta.policy },
      promisedAt: eta.promisedAt,
      expiresAt: plusMinutes(context.at, ORDER_LIFETIME_MINUTES),
      deliveryCodeHash: this.codes.hashOf(orderId, this.codes.codeOf(orderId)),
      at: context.at,
    };
  }
}

const refuse = (
  rejection: PlacementRefusal,
): { readonly ok: false; readonly rejection: PlacementRefusal } => ({
  ok: false,
  rejection,
});
