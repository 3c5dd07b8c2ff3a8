import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EditCart } from '../../application/carting/edit-cart';
import { ShowCart } from '../../application/carting/show-cart';
import { StreamLoader } from '../../application/commands/stream-loader';
import { ChangeOrderHandler } from '../../application/ordering/change-order';
import { OrderAccess } from '../../application/ordering/order-access';
import { PlaceOrderHandler } from '../../application/ordering/place-order';
import { Quotes } from '../../application/ordering/quotes';
import { Carts } from '../../application/ports/carts';
import { SubjectKeys } from '../../application/ports/subject-keys';
import { provide } from './provide';

/** Carts, quotes, and the commands of orders. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    provide(Quotes, [Carts, StreamLoader, SubjectKeys]),
    provide(OrderAccess, [StreamLoader]),
    provide(EditCart, [Carts, Quotes, StreamLoader]),
    provide(ShowCart, [Quotes, StreamLoader]),
    PlaceOrderHandler,
    ChangeOrderHandler,
  ],
  exports: [Quotes, OrderAccess, EditCart, ShowCart],
})
export class OrderingModule {}
