import fc from 'fast-check';
import { MemoryEventStore } from '../../adapters/driven/memory/memory-event-store';
import type { MarkedPing } from '../../domain/gps/plausibility';
import { asId, type CourierId, type OrderId } from '../../domain/kernel/ids';
import { plusMs } from '../../domain/kernel/instant';
import { courierAsha, courierBilal } from '../../domain/order/order.fixtures';
import { CommandExecutor } from '../commands/command-executor';
import { StreamCache } from '../commands/stream-cache';
import { StreamLoader } from '../commands/stream-loader';
import { OutcomeUnknown, type Append, type Appended } from '../ports/event-store';
import { openTrack } from './open-track';
import { KITCHEN, TelemetryWorld } from '../../../test/support/telemetry-world';
import { trackSubject } from './track';
import { MAX_WAITING, TrackRecorder } from './track-recorder';

const ORDER = asId<OrderId>('order-1');

/** Loses what it is given, or its answers, as told. */
class FaultyStore extends MemoryEventStore {
  faults: ('lost' | 'unanswered' | 'away')[] = [];
  private unread = 0;

  override readStream(stream: string, fromRevision?: number) {
    if (this.unread === 0) return super.readStream(stream, fromRevision);
    this.unread -= 1;
    return Promise.reject(new Error('the store is away'));
  }

  override async append(append: Append): Promise<Appended> {
    const fault = this.faults.shift();
    if (fault === undefined) return super.append(append);
    if (fault !== 'lost') await super.append(append);
    // What came of it cannot be read either.
    if (fault === 'away') this.unread += 1;
    throw new OutcomeUnknown('no answer');
  }
}

describe('the track of a delivery', () => {
  let world: TelemetryWorld;

  beforeEach(() => {
    world = new TelemetryWorld();
  });

  const pings = (count: number, marks: MarkedPing['marks'] = []): readonly MarkedPing[] =>
    Array.from({ length: count }, (_, i) => ({
      ...{ ...KITCHEN, accuracyMetres: i === 0 ? null : 7.5, at: plusMs(world.now, i * 1_000) },
      ...{ marks, mock: marks.includes('mock') },
    }));

  const add = (count: number, courierId: CourierId = courierAsha, to = world): void =>
    to.tracks.add(ORDER, courierId, pings(count));

  const counts = async (): Promise<readonly number[]> =>
    (await world.track(ORDER)).map(({ segment }) => segment.count);

  it('is written a segment at a time, as soon as twenty pings are there', async () => {
    add(19);
    await world.tracks.writeDue();
    expect(await counts()).toEqual([]);
    add(26);
    await world.tracks.writeDue();
    expect(await counts()).toEqual([20, 20]);
  });

  it('is written when its first ping is a minute old, whether more come or not', async () => {
    add(3);
    await world.time.advance(59_999);
    await world.tracks.writeDue();
    expect(await counts()).toEqual([]);
    await world.time.advance(1);
    await world.tracks.writeDue();
    expect(await counts()).toEqual([3]);
  });

  it('says how many pings are doubtful, and what of them only to who may open it', async () => {
    const sent = [...pings(2), ...pings(1, ['jump']), ...pings(1, ['jump', 'mock']), ...pings(1, ['stale'])];
    world.tracks.add(ORDER, courierAsha, sent);
    await world.tracks.writeAll();
    const [first] = await world.track(ORDER);
    expect(first?.segment).toMatchObject({
      segment: 1,
      count: 5,
      jumps: 2,
      mocked: 1,
      courierId: courierAsha,
    });
    expect(first?.segment.from).toBe(sent[0]?.at);
    expect(first?.segment.to).toBe(sent[4]?.at);
    expect(first?.pings).toEqual(sent);
    const [stored] = await world.store.readStream(`gps-${ORDER}`);
    expect(stored?.data).not.toContain(String(KITCHEN.lat));
  });

  it('can be shredded by itself, and nothing is added to it afterwards', async () => {
    add(2);
    await world.tracks.writeAll();
    await world.keys.erase(trackSubject(ORDER));
    add(2);
    await world.tracks.writeAll();
    expect((await world.track(ORDER)).map(({ pings: opened }) => opened)).toEqual([null]);
    expect(world.reported).toEqual([]);
  });

  it('goes on with the next courier in segments of their own', async () => {
    add(3);
    add(4, courierBilal);
    await world.tracks.writeAll();
    const track = await world.track(ORDER);
    expect(track.map(({ segment: { courierId, count } }) => [courierId, count])).toEqual([
      [courierAsha, 3],
      [courierBilal, 4],
    ]);
  });

  it('is written by the loop, and what is left when the program stops', async () => {
    const stop = new AbortController();
    const running = world.tracks.run(stop.signal);
    add(20);
    await world.time.advance(1_000);
    expect(await counts()).toEqual([20]);
    add(5);
    stop.abort();
    await running;
    expect(await counts()).toEqual([20, 5]);
  });

  it('loses what was not written when the process is killed, and goes on after it', async () => {
    add(20);
    add(5);
    await world.tracks.writeDue();
    const restarted = world.beside();
    add(6, courierAsha, restarted);
    await restarted.tracks.writeAll();
    expect(await counts()).toEqual([20, 6]);
  });

  it('is kept while the store is away, in order', async () => {
    jest.spyOn(world.store, 'append').mockRejectedValueOnce(new Error('the store is away'));
    add(45);
    await world.tracks.writeDue();
    expect(world.reported).toEqual([new Error('the store is away')]);
    add(20);
    await world.tracks.writeAll();
    expect(await counts()).toEqual([20, 20, 20, 5]);
  });

  it('gives up its oldest segments when the store stays away, and says so', async () => {
    const append = world.store.append.bind(world.store);
    const away = jest.spyOn(world.store, 'append').mockRejectedValue(new Error('the store is away'));
    add(60);
    world.tracks.add(asId<OrderId>('order-2'), courierAsha, pings(MAX_WAITING * 20 - 20));
    await world.tracks.writeDue();
    away.mockImplementation((one) =>
      one.stream === `gps-${ORDER}` ? append(one) : Promise.reject(new Error('the store is slow')),
    );
    await world.tracks.writeDue();
    expect(await counts()).toEqual([20]);
    expect(world.reported).toEqual([
      new Error('the store is away'),
      new Error('2 segments of tracks were given up'),
      new Error('the store is slow'),
    ]);
  });

  it('is reported once when the tracks of many orders cannot be written', async () => {
    jest.spyOn(world.store, 'append').mockRejectedValue(new Error('the store is away'));
    for (const name of ['order-1', 'order-2', 'order-3']) {
      world.tracks.add(asId<OrderId>(name), courierAsha, pings(20));
    }
    await world.tracks.writeDue();
    expect(world.reported).toHaveLength(1);
  });

  it('of many orders is written for all the others when one of them fails', async () => {
    const other = asId<OrderId>('order-2');
    const seal = world.keys.seal.bind(world.keys);
    jest.spyOn(world.keys, 'seal').mockImplementation((subject, text) => {
      return subject === trackSubject(ORDER) ? Promise.reject(new Error('no key')) : seal(subject, text);
    });
    add(20);
    world.tracks.add(other, courierAsha, pings(20));
    await world.tracks.writeDue();
    expect(await counts()).toEqual([]);
    expect(await world.track(other)).toHaveLength(1);
  });

  /** One of several programs on the same store. */
  function recorderOn(store: MemoryEventStore): TrackRecorder {
    const cache = new StreamCache(10);
    const loader = new StreamLoader(store, cache);
    return new TrackRecorder({
      ...{ loader, executor: new CommandExecutor(store, cache, loader), keys: world.keys },
      ...{ business: world.time.business, system: world.time.system, report: () => undefined },
    });
  }

  it('holds every ping once, whatever answers are lost and however many processes write to it', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), who: fc.nat(1), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ do: fc.constant('write' as const), who: fc.nat(1) }),
      fc.record({ do: fc.constantFrom('lost' as const, 'unanswered' as const, 'away' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const store = new FaultyStore(world.time.system);
        const programs = [recorderOn(store), recorderOn(store)] as const;
        let sent = 0;
        const written: Promise<void>[] = [];
        for (const one of steps) {
          if (one.do === 'add') {
            const marked = Array.from({ length: one.count }, (_, i) => ({
              ...{ lat: (sent + i) / 1_000, lng: KITCHEN.lng, accuracyMetres: null, mock: false, marks: [] },
              at: plusMs(world.now, (sent + i) * 1_000),
            }));
            sent += one.count;
            programs[one.who === 0 ? 0 : 1].add(ORDER, courierAsha, marked);
          } else if (one.do === 'write') written.push(programs[one.who === 0 ? 0 : 1].writeAll());
          else store.faults.push(one.do);
        }
        await Promise.all(written);
        store.faults = [];
        for (const program of [...programs, ...programs]) await program.writeAll();
        const track = await openTrack(new StreamLoader(store, new StreamCache(1)), world.keys, ORDER);
        expect(track.map(({ segment }) => segment.segment)).toEqual(track.map((_, i) => i + 1));
        const held = track
          .flatMap(({ pings: opened }) => opened ?? [])
          .map(({ lat }) => Math.round(lat * 1_000));
        expect([...held].sort((a, b) => a - b)).toEqual(Array.from({ length: sent }, (_, i) => i));
      }),
      { numRuns: 1_000 },
    );
  });
});
