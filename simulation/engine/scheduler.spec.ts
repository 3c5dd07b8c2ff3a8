import { VirtualClock } from '../../src/adapters/driven/clocks/virtual-clock';
import { Luck } from './luck';
import { Scheduler, type Mortal } from './scheduler';
import { Trace } from './trace';
import { Violation } from './violation';

const aScheduler = (seed: number, maxSteps = 1_000) =>
  new Scheduler(new VirtualClock('2026-03-14T06:00:00.000Z'), new Luck(seed), new Trace(), maxSteps);

/** In what order five that wait for nothing go on. */
async function orderUnder(seed: number): Promise<string> {
  const scheduler = aScheduler(seed);
  const went: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) void scheduler.pause(name, null).then(() => went.push(name));
  await scheduler.runUntil(Infinity);
  return went.join('');
}

describe('the scheduler', () => {
  it('draws who goes on: the same seed draws the same, another one something else', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 200; seed += 1) {
      const order = await orderUnder(seed);
      expect(await orderUnder(seed)).toBe(order);
      orders.add(order);
    }
    // Of 120 orders, 200 draws meet most.
    expect(orders.size).toBeGreaterThan(80);
  });

  it('lets time pass only when nobody is ready, and to the next who is due', async () => {
    const scheduler = aScheduler(1);
    const began = scheduler.now;
    const went: string[] = [];
    const note = (name: string) => () => went.push(`${name} ${scheduler.now - began}`);
    void scheduler.sleep(20, 'late', null).then(note('late'));
    void scheduler.sleep(10, 'early', null).then(note('early'));
    void scheduler.pause('now', null).then(note('now'));
    await scheduler.runUntil(began + 100);
    expect(went).toEqual(['now 0', 'early 10', 'late 20']);
    expect(scheduler.now).toBe(began + 100);
  });

  it('forgets what waits for a party that dies, at the very step at which it dies', async () => {
    const scheduler = aScheduler(1);
    let isDead = false;
    const dying: Mortal = {
      name: 'dying',
      get isDead() {
        return isDead;
      },
      beforeStep: () => (isDead = true),
    };
    let went = 0;
    for (let n = 0; n < 3; n += 1) void scheduler.pause('call', dying).then(() => (went += 1));
    await scheduler.runUntil(Infinity);
    expect([went, scheduler.steps]).toEqual([0, 1]);
  });

  it('wakes a sleeper whose signal aborts, once', async () => {
    const scheduler = aScheduler(1);
    const off = new AbortController();
    let woke = 0;
    void scheduler.sleep(1_000, 'sleeper', null, off.signal).then(() => (woke += 1));
    off.abort();
    await scheduler.runUntil(Infinity);
    expect(woke).toBe(1);
  });

  it('runs whatever has times of its own when it is due', async () => {
    const scheduler = aScheduler(1);
    let due: number | null = scheduler.now + 50;
    const ran: number[] = [];
    const run = (): void => {
      ran.push(scheduler.now);
      due = null;
    };
    scheduler.pumps.push({ label: 'pump', due: () => due, run });
    await scheduler.runUntil(Infinity);
    expect(ran).toEqual([Date.parse('2026-03-14T06:00:00.050Z')]);
  });

  it('stops at a violation, and when things never come to rest', async () => {
    const scheduler = aScheduler(1);
    scheduler.violation = new Violation('a rule', 'broken');
    await expect(scheduler.runUntil(Infinity)).rejects.toThrow('a rule: broken');
    const busy = aScheduler(1, 10);
    const again = (): void => void busy.pause('again', null).then(again);
    again();
    await expect(busy.runUntil(Infinity)).rejects.toThrow('still busy after 10 steps');
  });
});
