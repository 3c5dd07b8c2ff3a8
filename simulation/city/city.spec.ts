import { DELIVERY_EVENT_TYPES } from '../../src/projections/event-types';
import { Counts } from '../money/counts';
import { describeFailure } from '../money/run';
import type { Mood } from './mood';
import { runOne } from './run';

const SIZE = { orders: 4, couriers: 3 };

/** Evenings as they come, and some of the kinds on which rare things happen. */
const EVENINGS: readonly { readonly runs: number; readonly mood: Partial<Mood> }[] = [
  { runs: 20, mood: {} },
  { runs: 6, mood: { isRush: true, isSleepy: false, isScarce: false } },
  { runs: 8, mood: { isScarce: true, isSleepy: false, isRush: false } },
];

/** What has to have gone wrong, beside all that can happen to a delivery. */
const FAULTS = [
  'fault: crash before a call',
  'fault: crash after a call',
  'fault: crash between calls',
  'fault: port fails before its effect',
  'fault: port fails after its effect',
  'fault: shards taken over from a living program',
  'fault: positions lost',
  'event: RestaurantReminded',
  'event: RestaurantPaused',
  'event: OrderRejectedByRestaurant',
  'event: OrderUndeliverable',
  'event: OrderReturned',
  'event: OrderRestored',
  'event: OrderCompleted',
];

/** Two have to want the same courier at the same moment: it takes hundreds of runs. */
const RARE = 'CandidateUnavailable';

describe('the closed world of a city', () => {
  it('brings every order to its end, whatever goes wrong', async () => {
    const counts = new Counts();
    let steps = 0;
    let seed = 0;
    for (const { runs, mood } of EVENINGS) {
      for (let run = 0; run < runs; run += 1) {
        seed += 1;
        const result = await runOne({ seed, mood, ...SIZE });
        const told = describeFailure(result, `${JSON.stringify(mood)} ${JSON.stringify(SIZE)}`);
        if (result.failure !== null) throw new Error(told);
        steps += result.steps;
        counts.addAll(result.counts);
      }
    }

    // What never happened was not tested.
    const events = DELIVERY_EVENT_TYPES.filter((type) => type !== RARE).map((type) => `event: ${type}`);
    const wanted = [...events, ...FAULTS];
    console.log(
      [`${seed} runs, ${steps} steps`, ...wanted.map((name) => `${counts.of(name)} ${name}`)].join('\n'),
    );
    expect(wanted.filter((name) => counts.of(name) === 0)).toEqual([]);
  }, 240_000);
});
