import { noticesProcess } from '../../src/application/processes/notices-process';
import type { Notification } from '../../src/application/ports/notifications';
import type { AnyProjection } from '../../src/projections/projection';
import { READ_MODELS } from '../../src/projections/read-models';
import type { Parts } from '../world/parts';
import { bentProcess, without } from './bend';
import { bug, type PlantedBug } from './planted-bug';

/** Read models of which one is folded in another way by its runner than by those who check it. */
const readModel = (name: string, bend: (right: AnyProjection) => Partial<AnyProjection>): Partial<Parts> => ({
  readModels: READ_MODELS.map((one) => (one.name === name ? { ...one, ...bend(one) } : one)),
});

/** What goes wrong between events and those who read them. */
export const READER_BUGS: readonly PlantedBug[] = [
  bug('a read model forgets an event now and then', () => {
    let folded = 0;
    return readModel('order-timeline', (right) => ({
      evolve: (row, fact, key) => ((folded += 1) % 50 === 0 ? row : right.evolve(row, fact, key)),
    }));
  }),
  bug('a sum counts what it counted before the crash', () => {
    const seen = new Set<string>();
    return readModel('account-balances', (right) => ({
      evolve: (row, fact, key) => {
        const again = seen.has(`${key} ${fact.recorded.id}`);
        seen.add(`${key} ${fact.recorded.id}`);
        const once = right.evolve(row, fact, key);
        return again ? right.evolve(once, fact, key) : once;
      },
    }));
  }),
  bug('nobody tells the kitchen of an order', () => ({
    notices: bentProcess(noticesProcess, (state, input, right) =>
      without(
        right(state, input),
        (effect) => effect.do === 'send' && effect.command.notice.kind === 'new-order',
      ),
    ),
  })),
  bug('a notification that is added again is another one', () => ({
    notifications: (right) => {
      let added = 0;
      const add = (notification: Notification): Promise<void> =>
        right.add({ ...notification, id: `${notification.id} ${(added += 1)}` });
      return new Proxy(right, {
        get: (target, key) => {
          const member: unknown = key === 'add' ? add : Reflect.get(target, key);
          return typeof member === 'function' && key !== 'add' ? (member.bind(target) as unknown) : member;
        },
      });
    },
  })),
];
