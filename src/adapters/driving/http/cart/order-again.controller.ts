import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  OrderAgain,
  type FilledAgain,
  type OrderAgainRefusal,
} from '../../../../application/carting/order-again';
import { ShowCart } from '../../../../application/carting/show-cart';
import { BusinessClock } from '../../../../application/ports/clock';
import type { ReorderChange } from '../../../../domain/cart/reorder';
import { never } from '../../../../domain/kernel/decider';
import { asId, type CustomerId, type OrderId } from '../../../../domain/kernel/ids';
import type { Currency } from '../../../../domain/kernel/money';
import { UuidParamDto } from '../identity/users.dto';
import { problemDto } from '../orders/order-problems';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { decimal } from '../support/wire-money';
import { OrderAgainDto, OrderedAgainDto } from './cart.dto';
import { cartDto, cartProblem } from './cart-view';

@ApiTags('cart')
@Controller('api/v1/orders')
export class OrderAgainController {
  constructor(
    private readonly orderAgain: OrderAgain,
    private readonly showCart: ShowCart,
    private readonly clock: BusinessClock,
  ) {}

  @Post(':id/reorder')
  @HttpCode(200)
  @Answers({
    summary:
      'Put what was ordered into the cart again, as far as it can be ordered now; nothing is ordered yet',
    ok: OrderedAgainDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'CART_OF_SOMETHING_ELSE', 'CONFLICT', 'ITEMS_UNAVAILABLE'],
  })
  async reorder(
    @CurrentCaller() { actor }: Caller,
    @Param() { id }: UuidParamDto,
    @Body() { replace }: OrderAgainDto,
    @Req() request: FastifyRequest,
  ): Promise<OrderedAgainDto> {
    const customerId = asId<CustomerId>(actor.id);
    const at = this.clock.now();
    const again = await this.orderAgain.execute({
      ...{ customerId, orderId: asId<OrderId>(id), replace, requestId: request.id, at },
    });
    if (!again.ok) throw orderAgainProblem(again.rejection);
    return { ...filledDto(again.filled), cart: cartDto(await this.showCart.show(customerId, null, at)) };
  }
}

const filledDto = ({ restaurantId, restaurantName, availability, currency, changes }: FilledAgain) => ({
  restaurant: {
    id: restaurantId,
    name: restaurantName,
    is_open: availability.open,
    opens_at: availability.open ? null : availability.opensAt,
  },
  changes: changes.map((change) => changeDto(change, currency)),
});

function changeDto(change: ReorderChange, currency: Currency) {
  const { what, itemId, name } = change;
  const common = { what, item_id: itemId, name };
  switch (change.what) {
    case 'item-gone':
    case 'item-unavailable':
      return common;
    case 'not-orderable':
      return { ...common, problems: change.problems.map((problem) => problemDto(problem, false)) };
    case 'options-gone':
      return { ...common, options: change.options };
    case 'price-changed':
      return {
        ...common,
        old_price: decimal(change.oldMinor, currency),
        old_price_minor: change.oldMinor,
        new_price: decimal(change.newMinor, currency),
        new_price_minor: change.newMinor,
      };
    case 'fewer':
      return { ...common, quantity: change.quantity };
    default:
      return never(change);
  }
}

function orderAgainProblem(refusal: OrderAgainRefusal): Problem {
  switch (refusal.code) {
    case 'order-not-found':
      return new Problem('NOT_FOUND', 'There is no such order.');
    case 'nothing-left':
      return new Problem('ITEMS_UNAVAILABLE', 'Nothing of this order can be ordered now.', {
        changes: refusal.changes.map((change) => changeDto(change, refusal.currency)),
      });
    default:
      return cartProblem(refusal);
  }
}
