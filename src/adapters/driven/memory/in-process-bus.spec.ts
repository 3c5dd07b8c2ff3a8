import { eventBusContract } from '../../contracts/event-bus.contract';
import { InProcessBus } from './in-process-bus';

eventBusContract('in process', () =>
  Promise.resolve({ bus: new InProcessBus(() => undefined), close: () => Promise.resolve() }),
);

describe('the in-process bus', () => {
  it('reports what a listener throws', async () => {
    const reported: unknown[] = [];
    const bus = new InProcessBus((error) => reported.push(error));
    const broken = new Error('a broken listener');
    bus.subscribe(() => {
      throw broken;
    });
    await bus.publish([{ shard: 0, prev: 0, event: { position: 1 } as never }]);
    expect(reported).toEqual([broken]);
  });
});
