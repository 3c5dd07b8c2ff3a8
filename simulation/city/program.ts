import { AnswerOffer } from '../../src/application/couriers/answer-offer';
import type { AssignCourier } from '../../src/application/couriers/assign-courier';
import { ChangeDeliveryHandler } from '../../src/application/couriers/change-delivery';
import { DeliveryAccess } from '../../src/application/couriers/delivery-access';
import { GoOffline } from '../../src/application/couriers/go-offline';
import { GoOnline } from '../../src/application/couriers/go-online';
import { OrderAccess } from '../../src/application/ordering/order-access';
import type { CourierPositions } from '../../src/application/ports/courier-positions';
import { CompletionDispatcher } from '../../src/application/processes/completion-dispatcher';
import { through } from '../money/ports';
import { Program, type ProgramOptions } from '../money/program';
import type { Parts } from './parts';

/** A program that also has orders cooked and delivered. */
export class CityProgram extends Program {
  readonly goOnline: GoOnline;
  readonly goOffline: GoOffline;
  readonly answer: AnswerOffer;
  readonly assign: Pick<AssignCourier, 'execute'>;
  readonly changeDelivery: ChangeDeliveryHandler;

  constructor(options: ProgramOptions, parts: Parts, outside: CourierPositions) {
    super(options);
    const { executor, loader } = this;
    const { crossing } = options;
    const positions = through(
      outside,
      { name: 'positions', reads: ['near', 'of'], writes: ['record', 'forget'], canFail: true },
      this,
      crossing,
    );
    const { business } = crossing.scheduler.time;
    const desk = { executor, loader, positions, business, keys: this.keys };
    const access = new DeliveryAccess(loader, new OrderAccess(loader));
    this.goOnline = new GoOnline(executor, loader, positions);
    this.goOffline = new GoOffline(executor, loader, positions);
    this.answer = new AnswerOffer(executor, loader, access);
    this.assign = parts.assign(desk);
    this.changeDelivery = new ChangeDeliveryHandler(executor, access);
    this.run(parts.dispatch, parts.dispatchDispatcher(desk));
    this.run(parts.restaurantSla, parts.slaDispatcher(desk));
    this.run(parts.completion, new CompletionDispatcher(executor));
  }
}
