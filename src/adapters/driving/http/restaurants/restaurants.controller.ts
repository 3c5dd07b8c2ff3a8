import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BusinessClock } from '../../../../application/ports/clock';
import type { Instant } from '../../../../domain/kernel/instant';
import { isSoldOut } from '../../../../domain/menu/menu';
import type { Availability } from '../../../../domain/restaurant/restaurant';
import type { MenuItem } from '../../../../domain/menu/menu-content';
import { MenuQuery } from '../../../../projections/menu/query';
import type { MenuRow } from '../../../../projections/menu/menu';
import { RestaurantRatingQuery, type RestaurantRatings } from '../../../../projections/ratings/query';
import {
  availabilityOf,
  RestaurantQuery,
  type RestaurantCard,
} from '../../../../projections/restaurant/query';
import type { RestaurantRow } from '../../../../projections/restaurant/restaurant';
import { UuidParamDto } from '../identity/users.dto';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { SHORTLY_PUBLIC } from '../support/caching';
import { decimal, fromDecimal } from '../support/wire-money';
import { MenuDto, RestaurantDto, RestaurantListDto, RestaurantListQueryDto } from './restaurants.dto';

@ApiTags('restaurants')
@Controller('api/v1/restaurants')
export class RestaurantsController {
  constructor(
    private readonly restaurants: RestaurantQuery,
    private readonly ratings: RestaurantRatingQuery,
    private readonly menus: MenuQuery,
    private readonly clock: BusinessClock,
  ) {}

  @Get()
  @Header('cache-control', SHORTLY_PUBLIC)
  @Answers({
    summary: 'Restaurants that deliver to a place',
    ok: RestaurantListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async list(@Query() query: RestaurantListQueryDto): Promise<RestaurantListDto> {
    const { cuisine, veg_only: vegOnly, open_now: openNow, sort, page, cursor, limit, currency } = query;
    const [lat, lng] = [toCentimetre(query.lat), toCentimetre(query.lng)];
    const found = await this.restaurants.near({
      ...{ lat, lng, cuisine, vegOnly, openNow, sort, page, cursor, limit },
      minRating: query.min_rating,
      maxCost: query.max_cost === undefined ? undefined : fromDecimal(query.max_cost, currency),
      maxDeliveryMinutes: query.max_delivery_minutes,
      at: this.clock.now(),
    });
    return {
      restaurants: found.cards.map(cardDto),
      page,
      has_more: found.nextCursor !== null,
      next_cursor: found.nextCursor,
    };
  }

  @Get(':id')
  @Header('cache-control', SHORTLY_PUBLIC)
  @Answers({ summary: 'One restaurant', ok: RestaurantDto, problems: ['VALIDATION_ERROR', 'NOT_FOUND'] })
  async show(@Param() { id }: UuidParamDto): Promise<RestaurantDto> {
    const row = await this.restaurants.byId(id);
    if (row === null) throw new Problem('NOT_FOUND', 'There is no such restaurant.');
    return restaurantDto(row, await this.ratings.of(id), this.clock.now());
  }

  @Get(':id/menu')
  @Answers({ summary: 'What it sells', ok: MenuDto, problems: ['VALIDATION_ERROR', 'NOT_FOUND'] })
  async menu(
    @Param() { id }: UuidParamDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MenuDto> {
    const row = await this.menus.ofRestaurant(id);
    if (row === null) throw new Problem('NOT_FOUND', 'There is no menu of such a restaurant.');
    // What is sold out is no part of the hash, nor of what an owner publishes.
    void reply.header('etag', `"${row.hash}"`);
    return menuDto(row, this.clock.now());
  }
}

/** Degrees as exactly as a place needs them. PostgreSQL refuses numbers that are all but zero, such as 5e-324. */
const toCentimetre = (degrees: number): number => Number(degrees.toFixed(7));

const openDto = (available: Availability) => ({
  is_open: available.open,
  opens_at: available.open ? null : available.opensAt,
});

const cardDto = ({ restaurant, rating, distanceMetres, etaMinutes, availability }: RestaurantCard) => ({
  id: restaurant.restaurant_id,
  name: restaurant.name,
  cuisines: [...restaurant.details.cuisines],
  rating: rating.average,
  rating_count: rating.count,
  delivery_time: etaMinutes,
  cost_for_two: decimal(restaurant.cost_for_two_minor, restaurant.details.currency),
  cost_for_two_minor: restaurant.cost_for_two_minor,
  currency: restaurant.details.currency,
  distance_km: Math.round(distanceMetres / 10) / 100,
  is_veg: restaurant.is_veg,
  ...openDto(availability),
  image: restaurant.details.images?.cover ?? null,
});

function restaurantDto(
  row: RestaurantRow,
  { restaurant: rating, food }: RestaurantRatings,
  at: Instant,
): RestaurantDto {
  const { details } = row;
  return {
    id: row.restaurant_id,
    name: row.name,
    description: details.description,
    cuisines: [...details.cuisines],
    location: details.location,
    address: details.address,
    contact: details.contact,
    operating_hours: {
      time_zone: details.hours.timeZone,
      weekly: Object.fromEntries(
        Object.entries(details.hours.weekly).map(([day, intervals]) => [day, [...intervals]]),
      ),
      exceptions: details.hours.exceptions.map(({ date, intervals }) => ({
        date,
        intervals: [...intervals],
      })),
    },
    rating: rating.average,
    rating_count: rating.count,
    food_rating: food.average,
    food_rating_count: food.count,
    cost_for_two: decimal(details.costForTwoMinor, details.currency),
    cost_for_two_minor: details.costForTwoMinor,
    min_order_value: decimal(details.minOrderMinor, details.currency),
    min_order_value_minor: details.minOrderMinor,
    currency: details.currency,
    preparation_minutes: details.prepMinutes,
    delivery_radius_km: details.deliveryRadiusMetres / 1000,
    is_veg: row.is_veg,
    is_active: row.listed,
    ...openDto(availabilityOf(row, at)),
    tags: [...details.tags],
    images: details.images,
  };
}

function menuDto(row: MenuRow, at: Instant): MenuDto {
  const soldOut = new Map(
    row.unavailable.filter(({ until }) => isSoldOut(until, at)).map(({ itemId, until }) => [itemId, until]),
  );
  const itemDto = (item: MenuItem) => ({
    id: item.itemId,
    name: item.name,
    description: item.description,
    price: decimal(item.priceMinor, row.currency),
    price_minor: item.priceMinor,
    veg: item.isVeg,
    bestseller: item.isBestseller,
    available: !soldOut.has(item.itemId),
    available_from: soldOut.get(item.itemId) ?? null,
    image: item.image,
    nutritional_info: item.nutrition,
    customizations: item.groups.map(({ groupId, name, required, maxSelections, options }) => ({
      id: groupId,
      name,
      required,
      max_selections: maxSelections,
      options: options.map(({ optionId, label, priceMinor }) => ({
        id: optionId,
        label,
        price: decimal(priceMinor, row.currency),
        price_minor: priceMinor,
      })),
    })),
  });
  return {
    restaurant_id: row.restaurant_id,
    version: row.version,
    hash: row.hash,
    currency: row.currency,
    categories: row.categories.map(({ categoryId, name, items }) => ({
      id: categoryId,
      name,
      items: items.map(itemDto),
    })),
  };
}
