import { SENT_ONCE } from './misbehaviour';
import { WebhookQueue } from './webhook-queue';

const start = '2026-03-01T19:00:00.000Z';
const startMs = Date.parse(start);
const later = (ms: number): string => new Date(startMs + ms).toISOString();

describe('the webhook queue', () => {
  let queue: WebhookQueue;
  beforeEach(() => (queue = new WebhookQueue()));

  const taken = (now: string) => {
    const sending = queue.take(now);
    if (sending === undefined) throw new Error('nothing was due');
    return sending;
  };

  it('gives a message when it is due, once, and forgets it when it was taken in', () => {
    queue.add('evt_1', '{}', SENT_ONCE, start);
    const sending = taken(start);
    expect(sending).toMatchObject({ eventId: 'evt_1', body: '{}', isSignatureWrong: false });
    expect(queue.take(start)).toBeUndefined();
    expect(sending.settle(true, start)).toEqual({ isOver: true });
    expect(queue.nextDue).toBeNull();
  });

  it('tries again after 1 s, 5 s, 30 s, 2 min, 10 min, 1 h and then every hour, for three days', () => {
    queue.add('evt_1', '{}', SENT_ONCE, start);
    const pauses: number[] = [];
    let at = start;
    for (;;) {
      const { isOver } = taken(at).settle(false, at);
      if (isOver) break;
      const next = queue.nextDue ?? '';
      pauses.push((Date.parse(next) - Date.parse(at)) / 1000);
      at = next;
    }
    expect(pauses.slice(0, 8)).toEqual([1, 5, 30, 120, 600, 3_600, 3_600, 3_600]);
    expect(at < later(72 * 3_600_000)).toBe(true);
    expect(at >= later(71 * 3_600_000)).toBe(true);
  });

  it('lets one message overtake another that is held back', () => {
    queue.add('evt_1', '{}', { ...SENT_ONCE, afterMs: [2_000] }, start);
    queue.add('evt_2', '{}', SENT_ONCE, later(1_000));
    expect([taken(later(3_000)).eventId, taken(later(3_000)).eventId]).toEqual(['evt_2', 'evt_1']);
  });

  it('sends every copy, and is over with a message when the last was taken in', () => {
    queue.add('evt_1', '{}', { ...SENT_ONCE, afterMs: [0, 10] }, start);
    const first = taken(later(10));
    const second = taken(later(10));
    expect(first.settle(true, later(10))).toEqual({ isOver: false });
    expect(second.settle(false, later(10))).toEqual({ isOver: false });
    expect(taken(later(1_010)).settle(true, later(1_010))).toEqual({ isOver: true });
  });

  it('signs wrongly the first time only', () => {
    queue.add('evt_1', '{}', { ...SENT_ONCE, isFirstSignatureWrong: true }, start);
    const first = taken(start);
    expect(first.isSignatureWrong).toBe(true);
    first.settle(false, start);
    expect(taken(later(1_000)).isSignatureWrong).toBe(false);
  });
});
