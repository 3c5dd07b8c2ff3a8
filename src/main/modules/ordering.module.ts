import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EditCart } from '../../application/carting/edit-cart';
import { OrderAgain } from '../../application/carting/order-again';
import { ShowCart } from '../../application/carting/show-cart';
import { StreamLoader } from '../../application/commands/stream-loader';
import { ChangeOrderHandler } from '../../application/ordering/change-order';
import { FreeCancellation } from '../../application/ordering/free-cancellation';
import { OrderAccess } from '../../application/ordering/order-access';
import { PlaceOrderHandler } from '../../application/ordering/place-order';
import { Quotes } from '../../application/ordering/quotes';
import { Carts } from '../../application/ports/carts';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { ChangeMenuHandler } from '../../application/restaurants/change-menu';
import { ChangeRestaurantHandler } from '../../application/restaurants/change-restaurant';
import { RestaurantAccess } from '../../application/restaurants/restaurant-access';
import { provide } from './provide';

/** Carts, quotes, and the commands of orders. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    provide(Quotes, [Carts, StreamLoader, SubjectKeys]),
    provide(OrderAccess, [StreamLoader]),
    provide(FreeCancellation, [StreamLoader]),
    provide(EditCart, [Carts, Quotes, StreamLoader]),
    provide(ShowCart, [Quotes, StreamLoader]),
    provide(OrderAgain, [StreamLoader, EditCart]),
    provide(RestaurantAccess, [StreamLoader]),
    PlaceOrderHandler,
    ChangeOrderHandler,
    ChangeRestaurantHandler,
    ChangeMenuHandler,
  ],
  exports: [Quotes, OrderAccess, FreeCancellation, EditCart, ShowCart, OrderAgain],
})
export class OrderingModule {}
