import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { EditCart, type CartEdited, type CartEditRefusal } from '../../../../application/carting/edit-cart';
import { ShowCart, type PricedCartView } from '../../../../application/carting/show-cart';
import { BusinessClock } from '../../../../application/ports/clock';
import { CART_LIMITS } from '../../../../domain/cart/cart';
import { never } from '../../../../domain/kernel/decider';
import {
  asId,
  type AddressId,
  type CustomerId,
  type ItemId,
  type RestaurantId,
} from '../../../../domain/kernel/ids';
import { billDto, lineDto } from '../orders/bill-dto';
import { notOrderableProblem, placementProblem, priceChangeDto } from '../orders/order-problems';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { AddItemDto, CartDto, CartQueryDto, ChangeItemDto, LineParamDto } from './cart.dto';

const EMPTY_CART: CartDto = {
  cart_id: null,
  restaurant_id: null,
  items: [],
  bill: null,
  price_changes: [],
  quote: null,
  not_orderable: null,
  updated_at: null,
};

@ApiTags('cart')
@Controller('api/v1/cart')
export class CartController {
  constructor(
    private readonly editCart: EditCart,
    private readonly showCart: ShowCart,
    private readonly clock: BusinessClock,
  ) {}

  @Get()
  @Answers({ summary: 'The cart with its bill, and a quote to order it by', ok: CartDto })
  async show(@CurrentCaller() caller: Caller, @Query() { address_id }: CartQueryDto): Promise<CartDto> {
    return this.view(caller, address_id);
  }

  @Post('items')
  @Answers({
    summary: 'Put an item into the cart; the same item with the same options is merged',
    ok: CartDto,
    status: 201,
    problems: [
      'VALIDATION_ERROR',
      'NOT_FOUND',
      'CART_OF_ANOTHER_RESTAURANT',
      'ITEM_NOT_ORDERABLE',
      'CONFLICT',
    ],
  })
  async add(
    @CurrentCaller() caller: Caller,
    @Body() body: AddItemDto,
    @Req() request: FastifyRequest,
  ): Promise<CartDto> {
    const edited = await this.editCart.add({
      customerId: asId<CustomerId>(caller.actor.id),
      restaurantId: asId<RestaurantId>(body.restaurant_id),
      itemId: asId<ItemId>(body.item_id),
      optionIds: body.customizations,
      quantity: body.quantity,
      replace: body.replace_cart,
      requestId: request.id,
      at: this.clock.now(),
    });
    return this.afterEdit(caller, edited);
  }

  @Put('items/:line_id')
  @Answers({
    summary: 'Change the quantity of a line (an item id will do where only one line has the item)',
    ok: CartDto,
    problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'CONFLICT'],
  })
  async change(
    @CurrentCaller() caller: Caller,
    @Param() { line_id: lineId }: LineParamDto,
    @Body() { quantity }: ChangeItemDto,
  ): Promise<CartDto> {
    const edit = { type: 'ChangeQuantity', lineId, quantity } as const;
    return this.afterEdit(
      caller,
      await this.editCart.change(asId<CustomerId>(caller.actor.id), edit, this.clock.now()),
    );
  }

  @Delete('items/:line_id')
  @Answers({ summary: 'Take a line out of the cart', ok: CartDto, problems: ['NOT_FOUND', 'CONFLICT'] })
  async remove(
    @CurrentCaller() caller: Caller,
    @Param() { line_id: lineId }: LineParamDto,
  ): Promise<CartDto> {
    const edit = { type: 'RemoveLine', lineId } as const;
    return this.afterEdit(
      caller,
      await this.editCart.change(asId<CustomerId>(caller.actor.id), edit, this.clock.now()),
    );
  }

  @Delete('clear')
  @HttpCode(204)
  @Answers({ summary: 'Empty the cart', status: 204 })
  async clear(@CurrentCaller() caller: Caller): Promise<void> {
    const edit = { type: 'EmptyCart' } as const;
    const edited = await this.editCart.change(asId<CustomerId>(caller.actor.id), edit, this.clock.now());
    if (!edited.ok && edited.rejection.code !== 'cart-not-found') throw cartProblem(edited.rejection);
  }

  private async afterEdit(caller: Caller, edited: CartEdited): Promise<CartDto> {
    if (!edited.ok) throw cartProblem(edited.rejection);
    return this.view(caller, undefined);
  }

  private async view(caller: Caller, addressId: string | undefined): Promise<CartDto> {
    const view = await this.showCart.show(
      asId<CustomerId>(caller.actor.id),
      addressId === undefined ? null : asId<AddressId>(addressId),
      this.clock.now(),
    );
    return view === null || view.cart.lines.length === 0 ? EMPTY_CART : cartDto(view);
  }
}

function cartDto({ cart, currency, lines, bill, quote, refusal }: PricedCartView): CartDto {
  const problem = refusal === null ? null : placementProblem(refusal);
  return {
    cart_id: cart.cartId,
    restaurant_id: cart.restaurantId,
    items: lines.map((line) => ({ ...lineDto(line, currency), available: line.available })),
    bill: bill === null ? null : billDto(bill),
    price_changes: quote?.changes.map(priceChangeDto) ?? [],
    quote:
      quote === null
        ? null
        : {
            quote_hash: quote.hash,
            address_id: quote.addressId,
            expires_at: quote.expiresAt,
            distance_metres: quote.distanceMetres,
          },
    not_orderable: problem === null ? null : { error_code: problem.code, detail: problem.detail },
    updated_at: cart.updatedAt,
  };
}

function cartProblem(refusal: CartEditRefusal): Problem {
  switch (refusal.code) {
    case 'restaurant-not-found':
      return new Problem('NOT_FOUND', 'There is no such restaurant.');
    case 'not-orderable':
      return notOrderableProblem(refusal.problems, false);
    case 'contended':
      return new Problem('CONFLICT', 'The cart was changed at the same time. Try again.');
    case 'cart-not-found':
    case 'line-not-found':
      return new Problem('NOT_FOUND', 'There is no such line in the cart.');
    case 'line-ambiguous':
      return new Problem('VALIDATION_ERROR', 'Several lines have this item: give the line_id.');
    case 'cart-of-another-restaurant':
      return new Problem(
        'CART_OF_ANOTHER_RESTAURANT',
        'A cart holds one restaurant. Send replace_cart: true to start a new one.',
      );
    case 'quantity-out-of-range':
      return new Problem('VALIDATION_ERROR', `quantity: at most ${CART_LIMITS.quantity} of an item`);
    case 'too-many-lines':
      return new Problem('VALIDATION_ERROR', `A cart holds at most ${CART_LIMITS.lines} lines.`);
    case 'too-many-options':
      return new Problem('VALIDATION_ERROR', `A line has at most ${CART_LIMITS.optionsOfLine} options.`);
    default:
      return never(refusal);
  }
}
