import type { CommandExecutor } from '../../src/application/commands/command-executor';
import type { StreamLoader } from '../../src/application/commands/stream-loader';
import type { BusinessClock } from '../../src/application/ports/clock';
import type { CourierPositions } from '../../src/application/ports/courier-positions';
import type { SubjectKeys } from '../../src/application/ports/subject-keys';
import type { CommandDispatcher } from '../../src/application/processes/command-dispatcher';
import { completionProcess } from '../../src/application/processes/completion-process';
import { DispatchDispatcher } from '../../src/application/processes/dispatch-dispatcher';
import { dispatchProcess } from '../../src/application/processes/dispatch-process';
import { RestaurantSlaDispatcher } from '../../src/application/processes/restaurant-sla-dispatcher';
import { restaurantSlaProcess } from '../../src/application/processes/restaurant-sla-process';
import type { DispatchCommand } from '../../src/domain/dispatch/dispatch-state';
import type { RestaurantSlaCommand } from '../../src/domain/restaurant-sla/restaurant-sla';
import { AssignCourier } from '../../src/application/couriers/assign-courier';
import { PRODUCTION as MONEY, type Parts as MoneyParts } from '../money/parts';

/** What a program gives to those who carry out what processes ask for. */
export interface Desk {
  readonly executor: CommandExecutor;
  readonly loader: StreamLoader;
  readonly positions: CourierPositions;
  readonly business: BusinessClock;
  readonly keys: SubjectKeys;
}

/** What programs of the city are made of. A planted bug exchanges one of these for something that is wrong. */
export interface Parts extends MoneyParts {
  readonly dispatch: typeof dispatchProcess;
  readonly restaurantSla: typeof restaurantSlaProcess;
  readonly completion: typeof completionProcess;
  readonly dispatchDispatcher: (desk: Desk) => CommandDispatcher<DispatchCommand>;
  readonly slaDispatcher: (desk: Desk) => CommandDispatcher<RestaurantSlaCommand>;
  readonly assign: (desk: Desk) => Pick<AssignCourier, 'execute'>;
}

/** Everything as it runs in production. */
export const PRODUCTION: Parts = {
  ...MONEY,
  dispatch: dispatchProcess,
  restaurantSla: restaurantSlaProcess,
  completion: completionProcess,
  dispatchDispatcher: ({ executor, loader, positions, business, keys }) =>
    new DispatchDispatcher(executor, loader, positions, business, keys),
  slaDispatcher: ({ executor, loader }) => new RestaurantSlaDispatcher(executor, loader),
  assign: ({ executor, loader }) => new AssignCourier(executor, loader),
};
