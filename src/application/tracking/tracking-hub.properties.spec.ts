import fc from 'fast-check';
import { Turbulence } from '../../../test/support/turbulence';
import { asId } from '../../domain/kernel/ids';
import { courierAsha, historyTo, minutesAfterNoon } from '../../domain/order/order.fixtures';
import type { TrackedEvent } from '../../domain/tracking/tracked-order';
import { Client, etaRevised, TrackingWorld } from '../../../test/support/tracking-world';

const ORDERS = ['order-1', 'order-2', 'order-3'];
const CLIENTS_PER_ORDER = 2;

/** What happens to an order and its delivery, in the order in which it is stored. */
function storyOf(orderId: string): readonly TrackedEvent[] {
  const story: TrackedEvent[] = [...historyTo('DELIVERED', { orderId: asId(orderId) })];
  story.splice(4, 0, { type: 'PartnerSearchStarted', cause: 'accepted', at: minutesAfterNoon(5) });
  story.splice(6, 0, etaRevised(11));
  story.splice(7, 0, { type: 'ArrivedAtRestaurant', courierId: courierAsha, at: minutesAfterNoon(20) });
  story.splice(10, 0, etaRevised(27), etaRevised(30));
  return story;
}

/** Orders live, and clients come and go, while the bus loses messages, reads take long and some fail. */
async function live(seed: number, seen: { resumed: number; folded: number; failed: number }): Promise<void> {
  let turbulence: Turbulence | undefined;
  const world = new TrackingWorld((store, time) => {
    turbulence = new Turbulence(time, seed, 900, 20);
    return turbulence.over(store, ['readAll', 'readStream', 'headPosition', 'shardHeads']);
  });
  const { time, hub } = world;
  const luck = turbulence!;
  world.rows.beforeLooking = async (wanted) => {
    await time.sleep(luck.draw(60));
    if (luck.draw(4) > 0) return undefined;
    seen.folded += wanted === null ? 0 : 1;
    return 'late';
  };
  world.rows.reached = (wanted, head) => wanted + luck.draw(head - wanted + 1);
  const stopping = new AbortController();
  const running = hub.run(world.source, stopping.signal);

  const writers = ORDERS.map(async (orderId) => {
    for (const event of storyOf(orderId)) {
      await time.sleep(luck.draw(120));
      await world.append(orderId, [event], () => luck.draw(3) === 0);
    }
  });
  let written = false;
  void Promise.all(writers).then(() => (written = true));

  const clients = ORDERS.flatMap((orderId) =>
    Array.from({ length: CLIENTS_PER_ORDER }, () => ({ orderId, client: new Client() })),
  );
  let left = clients.length;
  const lives = clients.map(async ({ orderId, client }) => {
    await time.sleep(luck.draw(400));
    while (!client.log.some(({ type }) => type === 'delivered')) {
      const following = await hub.open(orderId).catch(() => {
        seen.failed += 1;
        return null;
      });
      if (following === null) {
        await time.sleep(50);
        continue;
      }
      seen.resumed += client.log.length > 0 ? 1 : 0;
      following.listen(client.log.length, client);
      // Once all is written, whoever follows is told of all of it.
      const gone = written ? 60_000 : luck.draw(700);
      const until = time.wallMs + gone;
      while (time.wallMs < until && client.order?.isOver !== true) await time.sleep(250);
      following.close();
      await time.sleep(luck.draw(50));
    }
    left -= 1;
  });

  for (let ms = 0; left > 0 && ms < 600_000; ms += 250) await time.advance(250);
  expect(left).toBe(0);
  await Promise.all(lives);
  stopping.abort();
  await time.advance(2_000);
  await running;

  for (const { orderId, client } of clients) {
    expect(client.log.map(({ seq }) => seq)).toEqual(client.log.map((_, i) => i + 1));
    expect(client.log).toEqual(await world.messagesOf(orderId));
  }
}

it('every client who comes and goes gets every message once and in order, whatever is lost or slow', async () => {
  const seen = { resumed: 0, folded: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.nat(), (seed) => live(seed, seen)),
    { numRuns: 1_000 },
  );
  // The runs met what they are about.
  expect(seen.resumed).toBeGreaterThan(1_000);
  expect(seen.folded).toBeGreaterThan(500);
  expect(seen.failed).toBeGreaterThan(10);
}, 300_000);
