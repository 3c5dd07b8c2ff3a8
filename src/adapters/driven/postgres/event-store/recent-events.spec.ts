import type { Append, Appended, NewEvent } from '../../../../application/ports/event-store';
import { RecentEvents } from './recent-events';

const event = (type: string): NewEvent => ({ id: '', type, metadata: '', data: '', hash: '', shard: 3 });

const commit = (
  stream: string,
  revision: number,
  positions: readonly number[],
): readonly [Append, Appended] => [
  {
    stream,
    expectedRevision: revision - positions.length,
    events: positions.map((position) => event(`E${position}`)),
  },
  { revision, positions, recordedAt: '2026-03-14T12:00:00.000Z' },
];

const positionsAfter = (recent: RecentEvents, position: number, limit = 100): readonly number[] =>
  recent.after(position, limit).map((one) => one.position);

describe('the events that were just committed', () => {
  it('are given back as the store would give them', () => {
    const recent = new RecentEvents();
    recent.add([commit('order-1', 4, [11, 12]), commit('order-2', 0, [13])]);
    expect(recent.after(11, 10)).toEqual([
      {
        ...event('E12'),
        stream: 'order-1',
        revision: 4,
        position: 12,
        recordedAt: '2026-03-14T12:00:00.000Z',
      },
      {
        ...event('E13'),
        stream: 'order-2',
        revision: 0,
        position: 13,
        recordedAt: '2026-03-14T12:00:00.000Z',
      },
    ]);
  });

  it('stop at a gap, where another process may have written', () => {
    const recent = new RecentEvents();
    recent.add([commit('order-1', 1, [11, 12])]);
    recent.add([commit('order-2', 0, [14])]);
    expect(positionsAfter(recent, 10)).toEqual([11, 12]);
    expect(positionsAfter(recent, 12)).toEqual([]);
    expect(positionsAfter(recent, 13)).toEqual([14]);
    expect(positionsAfter(recent, 14)).toEqual([]);
    expect(positionsAfter(recent, 3)).toEqual([]);
  });

  it('are given at most as many as asked for', () => {
    const recent = new RecentEvents();
    recent.add([commit('order-1', 2, [5, 6, 7])]);
    expect(positionsAfter(recent, 4, 2)).toEqual([5, 6]);
  });

  it('are forgotten when there are too many: the store has them', () => {
    const recent = new RecentEvents();
    for (let position = 1; position <= 10_000; position += 1) recent.add([commit('s', position, [position])]);
    expect(positionsAfter(recent, 1)).toEqual([]);
    expect(positionsAfter(recent, 9_998)).toEqual([9_999, 10_000]);
  });
});
