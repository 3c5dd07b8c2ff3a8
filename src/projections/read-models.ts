import { menuView } from './menu/menu';
import { orderTimeline } from './order-timeline/order-timeline';
import { orderView } from './order-view/order-view';
import type { AnyProjection } from './projection';
import { restaurantView } from './restaurant/restaurant';

/** Every read model there is. */
export const READ_MODELS: readonly AnyProjection[] = [orderView, orderTimeline, restaurantView, menuView];
