import { orderAggregate } from '../../src/application/aggregates';
import { sealAddress } from '../../src/application/customers/personal-data';
import { PlaceOrder } from '../../src/application/ordering/place-order';
import { pngOf } from '../../src/application/reviews/picture.fixtures';
import { asId, type CartId, type ItemId } from '../../src/domain/kernel/ids';
import type { City } from '../world/city';
import { drawDiscountedOrder, homeOf, type Cast } from './cast';
import { DISHES } from './kitchen';
import { Person } from './person';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const PICTURE = pngOf(['IHDR', 'size'], ['IDAT', 'pizza']);

/** A customer with the app, from the first look at the menu to what they say of the food. */
export class Customer extends Person {
  constructor(
    city: City,
    private readonly cast: Cast,
  ) {
    super(city, { id: cast.customerId, role: 'customer' }, `customer of ${cast.orderId}`);
    city.onEvent(({ type, key }) => {
      if (key !== cast.orderId) return;
      if (type === 'CustomerChoiceOffered') city.begin(this.choose());
      if (type === 'OrderDelivered') city.begin(this.sayWhatItWasLike());
    });
  }

  /** Registers, fills a cart and orders. @returns false when nothing came of it */
  async order(): Promise<boolean> {
    await this.register();
    if (this.draws.chance(250)) return this.orderDiscounted();
    for (let tries = 6; tries > 0; tries -= 1) {
      if (await this.orderCart()) return true;
      await this.wait(this.draws.between(10 * SECOND, 3 * MINUTE), 'thinks again');
    }
    return false;
  }

  /** Somebody changes their mind about it. */
  cancel(): Promise<string> {
    return this.changeOrder(this.cast.orderId, {
      type: 'CancelOrder',
      ...{ by: 'customer', fault: 'customer', reason: 'changed-mind' },
    });
  }

  private async register(): Promise<void> {
    const { customerId, addressId } = this.cast;
    const origin = { correlationId: this.name, traceparent: null };
    const account = this.city.world.phones.accountOf(customerId, 'customer');
    await this.ask(
      'EnsureCustomer',
      ({ handlers }) => handlers.customers.execute(account, origin).then(() => ({ kind: 'done' })),
      30,
    );
    const entry = { addressType: 'HOME', address: homeOf(this.draws), isDefault: true } as const;
    await this.ask('AddAddress', ({ handlers }, context) =>
      handlers.addresses.add(customerId, addressId, entry, context),
    );
    if (!this.feelsLike('changed address', 100)) return;
    const moved = { ...entry, address: homeOf(this.draws) };
    await this.ask('ChangeAddress', ({ handlers }, context) =>
      handlers.addresses.change(customerId, addressId, moved, context),
    );
  }

  private async orderDiscounted(): Promise<boolean> {
    const { cast, draws, city } = this;
    const address = await sealAddress(city.world.keys, cast.customerId, homeOf(draws));
    const command = drawDiscountedOrder(cast, address, city.world.now, draws);
    const said = await this.ask(
      'PlaceOrder',
      ({ executor }, context) =>
        executor.execute(orderAggregate, cast.orderId, context, () => ({ ok: true, command }), {
          expectNew: true,
        }),
      50,
    );
    return said === 'done';
  }

  private async orderCart(): Promise<boolean> {
    const { cast, draws } = this;
    const { orderId, customerId, addressId, method: paymentMethod } = cast;
    for (let dishes = draws.between(1, 3); dishes > 0; dishes -= 1) await this.putIn(draws.below(DISHES));
    const seen = draws.chance(800) ? await this.quote() : null;
    await this.wait(draws.around(20 * SECOND), 'reads the bill');
    if (this.feelsLike('another helping', 100)) await this.putIn(draws.below(DISHES));
    const instructions = draws.chance(300) ? 'Ring twice' : null;
    const said = await this.ask(
      'PlaceOrder',
      async ({ handlers }, context) => {
        const cart = await handlers.quotes.cartOf(customerId, context.at);
        // Of a cart that became the order before, the first answer tells, and it may have been lost.
        const cartId = seen?.cartId ?? cart?.cartId ?? asId<CartId>(`no cart of ${orderId}`);
        const request = { cartId, addressId, paymentMethod, instructions, quoteHash: seen?.hash ?? null };
        return handlers.placeOrder.execute(new PlaceOrder(orderId, customerId, request, context));
      },
      50,
    );
    return said === 'done';
  }

  private async putIn(dish: number): Promise<void> {
    const { customerId, restaurantId } = this.cast;
    const requestId = `${this.name} ${this.city.nextRequest()}`;
    await this.ask('AddToCart', async ({ handlers }, { at }) => {
      const itemId = asId<ItemId>(`dish-${dish}`);
      const wanted = { customerId, restaurantId, itemId, optionIds: [], quantity: 1 };
      const edited = await handlers.cart.add({ ...wanted, replace: true, requestId, at });
      return edited.ok ? { kind: 'done' } : { kind: 'rejected', rejection: edited.rejection };
    });
  }

  private async quote() {
    const { customerId, addressId } = this.cast;
    return this.city.world.askOnce(async ({ handlers }) => {
      const { now } = this.city.world;
      const cart = await handlers.quotes.cartOf(customerId, now);
      if (cart === null) return null;
      const quoted = await handlers.quotes.make(cart, addressId, now);
      return quoted.ok ? quoted.quote : null;
    });
  }

  /** Asked whether they want to wait for a courier. */
  private async choose(): Promise<void> {
    const { draws, cast } = this;
    await this.wait(draws.around(4 * MINUTE), 'looks at their phone');
    const wants = draws.pick(['wait', 'call off', 'nothing']);
    if (wants === 'wait') await this.changeDelivery(cast.orderId, { type: 'ChooseToWait' });
    if (wants === 'call off') {
      await this.changeOrder(cast.orderId, {
        type: 'CancelOrder',
        ...{ by: 'customer', fault: 'platform', reason: 'no-courier' },
      });
    }
  }

  private async sayWhatItWasLike(): Promise<void> {
    const { draws, cast } = this;
    if (!this.feelsLike('a review', 450)) return;
    await this.wait(draws.around(3 * HOUR), 'has eaten');
    const photo = draws.chance(300) ? await this.photograph() : null;
    const entry = {
      restaurantStars: draws.between(1, 5),
      foodStars: draws.chance(700) ? draws.between(1, 5) : null,
      deliveryStars: draws.chance(700) ? draws.between(1, 5) : null,
      dishTags: draws.chance(300) ? ['crisp'] : [],
      text: draws.chance(500) ? 'Came hot' : null,
      photos: photo === null ? [] : [photo],
    };
    // Two phones, or one that is pressed twice.
    for (let times = this.feelsLike('a second review', 200) ? 2 : 1; times > 0; times -= 1) {
      await this.ask('SubmitReview', ({ handlers }, context) =>
        handlers.review.execute(cast.orderId, entry, context),
      );
    }
    if (this.feelsLike('the same again', 200)) await this.orderAgain();
  }

  private photograph(): Promise<string | null> {
    return this.city.world.askOnce(({ handlers }) =>
      handlers.photos.keep(this.cast.customerId, PICTURE, 'image/png'),
    );
  }

  private async orderAgain(): Promise<void> {
    const { customerId, orderId } = this.cast;
    await this.ask('OrderAgain', async ({ handlers }, { at, commandId: requestId }) => {
      const request = { customerId, orderId, replace: true, requestId, at };
      const again = await handlers.orderAgain.execute(request);
      return again.ok ? { kind: 'done' } : { kind: 'rejected', rejection: again.rejection };
    });
  }
}
