import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { EditCart, type CartEdited } from '../../../../application/carting/edit-cart';
import { ShowCart } from '../../../../application/carting/show-cart';
import { BusinessClock } from '../../../../application/ports/clock';
import {
  asId,
  type AddressId,
  type CustomerId,
  type ItemId,
  type RestaurantId,
} from '../../../../domain/kernel/ids';
import { CurrentCaller, type Caller } from '../support/caller';
import { Answers } from '../support/openapi-decorators';
import { cartDto, cartProblem } from './cart-view';
import { AddItemDto, CartDto, CartQueryDto, ChangeItemDto, LineParamDto } from './cart.dto';

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
    return cartDto(view);
  }
}
