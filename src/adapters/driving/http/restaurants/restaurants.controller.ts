import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BusinessClock } from '../../../../application/ports/clock';
import { estimateDelivery } from '../../../../domain/eta/eta';
import type { Instant } from '../../../../domain/kernel/instant';
import type { MenuItem } from '../../../../domain/menu/menu-content';
import { MenuQuery } from '../../../../projections/menu/query';
import type { MenuRow } from '../../../../projections/menu/menu';
import {
  availabilityOf,
  RestaurantQuery,
  type RestaurantCard,
} from '../../../../projections/restaurant/query';
import type { RestaurantRow } from '../../../../projections/restaurant/restaurant';
import { UuidParamDto } from '../identity/users.dto';
import { Answers } from '../support/openapi-decorators';
import { Problem } from '../support/problems';
import { decimal } from '../support/wire-money';
import { MenuDto, RestaurantDto, RestaurantListDto, RestaurantListQueryDto } from './restaurants.dto';

@ApiTags('restaurants')
@Controller('api/v1/restaurants')
export class RestaurantsController {
  constructor(
    private readonly restaurants: RestaurantQuery,
    private readonly menus: MenuQuery,
    private readonly clock: BusinessClock,
  ) {}

  @Get()
  @Answers({
    summary: 'Restaurants that deliver to a place',
    ok: RestaurantListDto,
    problems: ['VALIDATION_ERROR'],
  })
  async list(@Query() query: RestaurantListQueryDto): Promise<RestaurantListDto> {
    const { cuisine, veg_only: vegOnly, sort, page, limit } = query;
    const [lat, lng] = [toCentimetre(query.lat), toCentimetre(query.lng)];
    const at = this.clock.now();
    const found = await this.restaurants.near({ lat, lng, cuisine, vegOnly, sort, page, limit, at });
    return { restaurants: found.cards.map((card) => cardDto(card, at)), page, has_more: found.hasMore };
  }

  @Get(':id')
  @Answers({ summary: 'One restaurant', ok: RestaurantDto, problems: ['VALIDATION_ERROR', 'NOT_FOUND'] })
  async show(@Param() { id }: UuidParamDto): Promise<RestaurantDto> {
    const row = await this.restaurants.byId(id);
    if (row === null) throw new Problem('NOT_FOUND', 'There is no such restaurant.');
    return restaurantDto(row, this.clock.now());
  }

  @Get(':id/menu')
  @Answers({ summary: 'What it sells', ok: MenuDto, problems: ['VALIDATION_ERROR', 'NOT_FOUND'] })
  async menu(@Param() { id }: UuidParamDto): Promise<MenuDto> {
    const row = await this.menus.ofRestaurant(id);
    if (row === null) throw new Problem('NOT_FOUND', 'There is no menu of such a restaurant.');
    return menuDto(row);
  }
}

/** Degrees as exactly as a place needs them. PostgreSQL refuses numbers that are all but zero, such as 5e-324. */
const toCentimetre = (degrees: number): number => Number(degrees.toFixed(7));

const openDto = (row: RestaurantRow, at: Instant) => {
  const available = availabilityOf(row, at);
  return { is_open: available.open, opens_at: available.open ? null : available.opensAt };
};

const cardDto = ({ restaurant, distanceMetres }: RestaurantCard, at: Instant) => ({
  id: restaurant.restaurant_id,
  name: restaurant.name,
  cuisines: [...restaurant.details.cuisines],
  rating: restaurant.rating,
  delivery_time: estimateDelivery({ prepMinutes: restaurant.prep_minutes, distanceMetres, at }).minutes,
  cost_for_two: decimal(restaurant.cost_for_two_minor, restaurant.details.currency),
  cost_for_two_minor: restaurant.cost_for_two_minor,
  currency: restaurant.details.currency,
  distance_km: Math.round(distanceMetres / 10) / 100,
  is_veg: restaurant.is_veg,
  ...openDto(restaurant, at),
  image: restaurant.details.images?.cover ?? null,
});

function restaurantDto(row: RestaurantRow, at: Instant): RestaurantDto {
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
    rating: row.rating,
    cost_for_two: decimal(details.costForTwoMinor, details.currency),
    cost_for_two_minor: details.costForTwoMinor,
    min_order_value: decimal(details.minOrderMinor, details.currency),
    min_order_value_minor: details.minOrderMinor,
    currency: details.currency,
    preparation_minutes: details.prepMinutes,
    delivery_radius_km: details.deliveryRadiusMetres / 1000,
    is_veg: row.is_veg,
    is_active: row.listed,
    ...openDto(row, at),
    tags: [...details.tags],
    images: details.images,
  };
}

function menuDto(row: MenuRow): MenuDto {
  const unavailable = new Set<string>(row.unavailable);
  const itemDto = (item: MenuItem) => ({
    id: item.itemId,
    name: item.name,
    description: item.description,
    price: decimal(item.priceMinor, row.currency),
    price_minor: item.priceMinor,
    veg: item.isVeg,
    bestseller: item.isBestseller,
    available: !unavailable.has(item.itemId),
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
