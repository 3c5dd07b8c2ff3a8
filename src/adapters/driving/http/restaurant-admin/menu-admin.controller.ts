import { Body, Controller, Param, Put, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Done } from '../../../../application/commands/command-executor';
import {
  ChangeMenu,
  type ChangeMenuRejection,
  type MenuChange,
} from '../../../../application/restaurants/change-menu';
import { asId, type ItemId, type RestaurantId } from '../../../../domain/kernel/ids';
import type { Instant } from '../../../../domain/kernel/instant';
import type { MenuEvent } from '../../../../domain/menu/menu';
import type { MenuCategory } from '../../../../domain/menu/menu-content';
import { UuidParamDto } from '../identity/users.dto';
import { CommandContexts } from '../support/command-contexts';
import { Answers, type AnswersOptions } from '../support/openapi-decorators';
import { doneOrProblem, positionToken } from '../support/outcomes';
import { Problem } from '../support/problems';
import { endOf } from './restaurant-admin.controller';
import {
  ItemAvailabilityDto,
  MenuItemParamDto,
  PriceDto,
  PublishMenuDto,
  RestaurantChangedDto,
} from './restaurant-admin.dto';
import { menuProblem, publicationProblem } from './restaurant-problems';

/** How every command to a menu answers. */
const menuCommand = (summary: string, ...more: NonNullable<AnswersOptions['problems']>): AnswersOptions => ({
  summary,
  ok: RestaurantChangedDto,
  problems: ['VALIDATION_ERROR', 'NOT_FOUND', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED', ...more],
  idempotencyKey: 'honoured',
});

type Operation = 'PublishMenu' | 'ChangePrice' | 'SetAvailability';

@ApiTags('restaurant')
@Controller('api/v1/restaurant/:id/menu')
export class MenuAdminController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
  ) {}

  @Put()
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of the menu that was edited; left out for the first menu alone',
  })
  @Answers(menuCommand('Publish the whole menu', 'PRECONDITION_REQUIRED', 'PRECONDITION_FAILED'))
  async publish(
    @Param() { id }: UuidParamDto,
    @Body() body: PublishMenuDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RestaurantChangedDto> {
    const baseHash = editedHashOf(request);
    const done = await this.change(
      request,
      {
        id,
        operation: 'PublishMenu',
        body: { baseHash, menu: body },
        problemOf: (why) => publicationProblem(why, baseHash),
      },
      () => ({ type: 'publish', categories: categoriesOf(body), baseHash }),
    );
    return changedDto(id, done, reply);
  }

  @Put('items/:item_id/price')
  @Answers(menuCommand('Change the price of an item'))
  async price(
    @Param() { id, item_id: item }: MenuItemParamDto,
    @Body() body: PriceDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RestaurantChangedDto> {
    const itemId = asId<ItemId>(item);
    const done = await this.change(
      request,
      { id, operation: 'ChangePrice', body: { item, price: body.price_minor }, problemOf: menuProblem },
      () => ({ type: 'price', itemId, priceMinor: body.price_minor }),
    );
    return changedDto(id, done, reply);
  }

  @Put('items/:item_id/availability')
  @Answers(menuCommand('Say that an item is sold out, for good or for a while, or that it is back'))
  async availability(
    @Param() { id, item_id: item }: MenuItemParamDto,
    @Body() body: ItemAvailabilityDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RestaurantChangedDto> {
    const itemId = asId<ItemId>(item);
    const { available } = body;
    const done = await this.change(
      request,
      { id, operation: 'SetAvailability', body: { item, availability: body }, problemOf: menuProblem },
      (at) => ({ type: 'availability', itemId, available, until: endOf(body, at) }),
    );
    return changedDto(id, done, reply);
  }

  private async change(
    request: FastifyRequest,
    asked: {
      readonly id: string;
      readonly operation: Operation;
      readonly body: unknown;
      readonly problemOf: (rejection: ChangeMenuRejection) => Problem;
    },
    make: (at: Instant) => MenuChange,
  ): Promise<Done<MenuEvent>> {
    const { id, operation, body, problemOf } = asked;
    const context = this.contexts.of(request, operation, id, body);
    const command = new ChangeMenu(asId<RestaurantId>(id), make(context.at), context);
    return doneOrProblem(await this.commands.execute(command), problemOf);
  }
}

/**
 * Which menu was edited: the hash in If-Match; null when there is none.
 * @throws Problem when it is not an ETag of ours
 */
function editedHashOf(request: FastifyRequest): string | null {
  const header = request.headers['if-match'];
  if (header === undefined) return null;
  const [, hash] = /^"([0-9a-f]{64})"$/.exec(header.trim()) ?? [];
  if (hash === undefined)
    throw new Problem('VALIDATION_ERROR', 'If-Match: send the ETag of the menu as it was');
  return hash;
}

const categoriesOf = ({ categories }: PublishMenuDto): readonly MenuCategory[] =>
  categories.map(({ id, name, items }) => ({
    categoryId: id,
    name,
    items: items.map((item) => ({
      itemId: asId<ItemId>(item.id),
      name: item.name,
      description: item.description,
      priceMinor: item.price_minor,
      isVeg: item.veg,
      isBestseller: item.bestseller,
      image: item.image,
      nutrition: item.nutritional_info,
      groups: item.customizations.map((group) => ({
        groupId: group.id,
        name: group.name,
        required: group.required,
        maxSelections: group.max_selections,
        options: group.options.map((option) => ({
          optionId: option.id,
          label: option.label,
          priceMinor: option.price_minor,
        })),
      })),
    })),
  }));

/** With the menu's new ETag, when it has one. */
function changedDto(id: string, done: Done<MenuEvent>, reply: FastifyReply): RestaurantChangedDto {
  const { events } = done;
  const latest = events.findLast((event) => event.type !== 'ItemAvailabilityChanged');
  if (latest !== undefined) void reply.header('etag', `"${latest.hash}"`);
  return { restaurant_id: id, events: events.map(({ type }) => type), position: positionToken(done) };
}
