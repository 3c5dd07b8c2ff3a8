import { PAYMENT_EVENT_TYPES } from '../../src/projections/event-types';
import { FAULTS } from '../../src/sandbox-gateway/misbehaviour';
import { Counts } from './counts';
import { describeFailure, runOne } from './run';

const RUNS = 160;
const ORDERS = 2;

/** What has to have gone wrong, beside everything that the gateway can do. */
const OWN_FAULTS = [
  'fault: crash before a call',
  'fault: crash after a call',
  'fault: crash between calls',
  'fault: port fails before its effect',
  'fault: port fails after its effect',
  'fault: shards taken over from a living program',
  'fault: bus message lost',
  'fault: bus message twice',
  'fault: gateway out of reach',
  'circuit: opened',
  'webhook: refused',
  'webhook: not answered',
];

describe('the closed world of money', () => {
  it('comes out even to the last minor unit, whatever goes wrong', async () => {
    const counts = new Counts();
    let steps = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const result = await runOne({ seed, orders: ORDERS });
      if (result.failure !== null)
        throw new Error(describeFailure(result, `node scripts/simulate-money.js --orders ${ORDERS}`));
      steps += result.steps;
      counts.addAll(result.counts);
    }

    // What never happened was not tested.
    const wanted = [
      ...FAULTS.map((fault) => `gateway: ${fault}`),
      ...PAYMENT_EVENT_TYPES.map((type) => `event: ${type}`),
      ...OWN_FAULTS,
    ];
    console.log(
      [`${RUNS} runs, ${steps} steps`, ...wanted.map((name) => `${counts.of(name)} ${name}`)].join('\n'),
    );
    expect(wanted.filter((name) => counts.of(name) === 0)).toEqual([]);
  }, 240_000);
});
