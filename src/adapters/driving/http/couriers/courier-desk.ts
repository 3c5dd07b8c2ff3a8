import { Injectable } from '@nestjs/common';
import { openAddress } from '../../../../application/customers/personal-data';
import { BusinessClock } from '../../../../application/ports/clock';
import { SubjectKeys } from '../../../../application/ports/subject-keys';
import { msBetween, type Instant } from '../../../../domain/kernel/instant';
import { courierFeeOf } from '../../../../domain/ledger/booking-rules';
import type { DeliveryRow } from '../../../../projections/deliveries/deliveries';
import { DeliveryQuery } from '../../../../projections/deliveries/query';
import type { OrderViewRow } from '../../../../projections/order-view/order-view';
import { OrderViewQuery } from '../../../../projections/order-view/query';
import { RestaurantQuery } from '../../../../projections/restaurant/query';
import type { RestaurantRow } from '../../../../projections/restaurant/restaurant';
import { pickupDto, postalAddressDto } from '../orders/order-dto';
import { decimal } from '../support/wire-money';
import type { CourierDeskDto, OffersDto } from './couriers.dto';

type OfferDto = OffersDto['offers'][number];
type BringingDto = CourierDeskDto['deliveries'][number];

/** A delivery with all that is to be shown of it. */
interface Shown {
  readonly delivery: DeliveryRow;
  readonly order: OrderViewRow;
  readonly restaurant: RestaurantRow;
}

/** What lies before a courier: what they are asked to bring, and what they bring. */
@Injectable()
export class CourierDesk {
  constructor(
    private readonly deliveries: DeliveryQuery,
    private readonly orders: OrderViewQuery,
    private readonly restaurants: RestaurantQuery,
    private readonly keys: SubjectKeys,
    private readonly clock: BusinessClock,
  ) {}

  async of(courierId: string): Promise<CourierDeskDto> {
    const [offers, deliveries] = await Promise.all([this.offersTo(courierId), this.broughtBy(courierId)]);
    return { offers: [...offers], deliveries: [...deliveries] };
  }

  /** Of the way to the customer only how long it is: where they live is for whoever goes there. */
  async offersTo(courierId: string): Promise<readonly OfferDto[]> {
    const now = this.clock.now();
    const shown = await this.show(await this.deliveries.offersTo(courierId, now));
    return shown.map((one) => offerDto(one, now));
  }

  async broughtBy(courierId: string): Promise<readonly BringingDto[]> {
    const shown = await this.show(await this.deliveries.activeOf(courierId));
    return Promise.all(shown.map((one) => this.bringingDto(one)));
  }

  private async show(rows: readonly DeliveryRow[]): Promise<readonly Shown[]> {
    const ids = [...new Set(rows.map(({ restaurant_id: id }) => id))];
    const restaurants = new Map(
      (await this.restaurants.byIds(ids)).map((row) => [row.restaurant_id, row] as const),
    );
    const orders = await Promise.all(rows.map(({ order_id: id }) => this.orders.byId(id)));
    return rows.flatMap((delivery, i) => {
      const order = orders[i];
      const restaurant = restaurants.get(delivery.restaurant_id);
      return order === undefined || order === null || restaurant === undefined
        ? []
        : [{ delivery, order, restaurant }];
    });
  }

  private async bringingDto({ delivery, order, restaurant }: Shown): Promise<BringingDto> {
    const address = await openAddress(this.keys, order.address);
    const instructions = order.instructions === null ? null : await this.keys.open(order.instructions);
    return {
      order_id: order.order_id,
      status: order.status,
      delivery_status: order.delivery_status,
      pickup: pickupDto(restaurant.details),
      delivery_address: address === null ? null : postalAddressDto(address),
      delivery_instructions: instructions ?? null,
      delivery_distance_metres: delivery.distance_metres,
      payment_method: order.payment_method,
      cash_to_collect_minor: order.payment_method === 'COD' ? order.total_minor : 0,
      earning_minor: courierFeeOf(order.bill).minor,
      currency: order.currency,
      ready_by: order.ready_by,
      estimated_delivery_time: order.eta_at ?? order.promised_at,
    };
  }
}

function offerDto({ delivery, order, restaurant }: Shown, now: Instant): OfferDto {
  const earning = courierFeeOf(order.bill);
  const leaseUntil = delivery.offer_until ?? now;
  return {
    order_id: order.order_id,
    attempt: delivery.attempt,
    pickup: pickupDto(restaurant.details),
    pickup_distance_metres: delivery.offer_pickup_metres ?? 0,
    delivery_distance_metres: delivery.distance_metres,
    ready_by: order.ready_by,
    earning: decimal(earning.minor, earning.currency),
    earning_minor: earning.minor,
    currency: earning.currency,
    lease_until: leaseUntil,
    seconds_left: msBetween(now, leaseUntil) / 1_000,
  };
}
