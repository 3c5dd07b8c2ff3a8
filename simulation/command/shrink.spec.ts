import { PLANTED_BUGS } from '../planted/planted-bugs';
import { runOne } from '../world/run';
import { describeShrunk } from './report';
import { shrink } from './shrink';

const bug = PLANTED_BUGS.find(({ name }) => name === 'a refund is booked when it is asked for');

describe('a violation', () => {
  it('is shown with less: fewer orders, couriers and faults, and again in the same steps', async () => {
    if (bug === undefined) throw new Error('no bug is planted');
    const { mood, parts } = bug;
    const before = await runOne({ seed: 1, mood, parts: parts() });
    const shrunk = await shrink({ seed: 1, mood, parts: parts() }, 12);
    if (shrunk === null) throw new Error('nothing was violated');
    expect(shrunk.failure.rule).toBe(before.failure?.rule);
    expect(shrunk.result.incidents.length).toBeLessThan(before.incidents.length);
    expect(shrunk.cut.orders?.length ?? Infinity).toBeLessThan(before.wanted);
    const again = await runOne({ seed: 1, mood, parts: parts(), cut: shrunk.cut });
    expect([again.steps, again.digest]).toEqual([shrunk.result.steps, shrunk.result.digest]);
    expect([...(shrunk.cut.without ?? []), ...(shrunk.cut.only ?? [])].length).toBeLessThanOrEqual(
      shrunk.result.incidents.length,
    );
    const told = describeShrunk(1, shrunk);
    expect(told).toContain(shrunk.failure.message);
    expect(told).toContain(`--without '${JSON.stringify(shrunk.cut)}'`);
  }, 60_000);

  it('of an honest program is not there to be shrunk', async () => {
    expect(await shrink({ seed: 43 }, 1)).toBeNull();
  }, 30_000);
});
