import { describeFailure } from '../command/report';
import { Counts } from '../engine/counts';
import { runOne } from './run';

const RUNS = 12;

/** What a few runs have to meet; what is rarer, the command asserts of large ones. */
const USUAL = [
  ...['DeliveryRequested', 'AssignmentOffered', 'AssignmentAccepted', 'AssignmentExpired'],
  ...['DeliveryCompleted', 'DeliveryCancelled', 'PaymentCaptured', 'CodCollected', 'RefundSettled'],
  ...['JournalPosted', 'WebhookReceived', 'ReviewSubmitted', 'GpsSegmentRecorded'],
].map((type) => `event: ${type}`);

const FAULTS = [
  'fault: port fails before its effect',
  'fault: port fails after its effect',
  'fault: slow call',
  'fault: bus message lost',
  'fault: bus message twice',
  'fault: clock moved ahead',
];

describe('an evening in the city', () => {
  it('comes to its end with everything in order, whatever goes wrong', async () => {
    const counts = new Counts();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { failure, counts: own } = await runOne({ seed });
      if (failure !== null) throw new Error(describeFailure(seed, failure));
      counts.addAll(own);
    }
    const crashes = counts.entries().filter(([name]) => name.startsWith('fault: crash'));
    expect(crashes).not.toEqual([]);
    expect([...USUAL, ...FAULTS].filter((name) => counts.of(name) === 0)).toEqual([]);
  }, 120_000);

  it('needs nobody whom it can do without: what is left out does not happen', async () => {
    const { incidents, orders } = await runOne({ seed: 4 });
    expect(incidents.length).toBeGreaterThan(0);
    const kinds = [...new Set(incidents.map((key) => key.split(' @', 1)[0] ?? key))];
    const alone = await runOne({ seed: 4, cut: { orders: [1], without: kinds } });
    expect(alone.orders).toBeLessThan(orders);
    expect(alone.incidents).toEqual([]);
  }, 30_000);
});
