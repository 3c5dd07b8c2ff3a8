import { ApiClient, Traffic } from './api-client';
import { Board, emptyLog, hasReached } from './board';
import { BusinessTime } from './business-time';
import { plansOf } from './order-plan';

const client = new ApiClient(new Traffic('http://127.0.0.1:1', 'test'));
const plan = plansOf(1, 40, 10).find(({ quirk }) => quirk === 'wrong-code');

const set = () => {
  if (plan === undefined) throw new Error('no such plan');
  const log = emptyLog(1);
  const board = new Board(log, new BusinessTime(client));
  const told = {
    ...{ orderId: 'o', method: 'UPI', totalMinor: 1, story: '', status: 'PENDING', ended: null },
    ...{ refunds: new Map<string, number>(), cashMinor: null, surprises: [] },
  };
  return { log, board, order: board.add(plan, told, client) };
};

test('a quirk happens to an order once', () => {
  const { order, log } = set();
  expect(order.take('rejected')).toBe(false);
  expect([order.take('wrong-code'), order.take('wrong-code'), order.isDue('wrong-code')]).toEqual([
    true,
    false,
    false,
  ]);
  order.played('wrong-code');
  expect(log.played.get('wrong-code')).toBe(1);
  expect(log.played.get('rejected')).toBe(0);
});

test('what is heard late does not undo what came after it', () => {
  const { order, board } = set();
  board.hear('o', 'PREPARING', '2026-11-23T14:00:10.000Z');
  board.hear('o', 'CONFIRMED', '2026-11-23T14:00:05.000Z');
  board.hear('o', 'CONFIRMED');
  expect(order.told.status).toBe('PREPARING');
  board.hear('o', 'CANCELLED');
  expect([order.isOver, order.toldBeforeTheEnd, board.open]).toEqual([true, 'PREPARING', []]);
});

test('a restored order goes on where it was', () => {
  const { order, board } = set();
  board.hear('o', 'CANCELLED', '2026-11-23T14:00:10.000Z');
  board.hear('o', 'CONFIRMED', '2026-11-23T14:00:30.000Z');
  expect(order.told.status).toBe('CONFIRMED');
});

test('orders of others are not on it', () => {
  const { board } = set();
  board.hear('another', 'CONFIRMED');
  expect(board.get('another')).toBeUndefined();
});

test('how far an order has come', () => {
  expect(hasReached('READY', 'PREPARING')).toBe(true);
  expect(hasReached('COMPLETED', 'DELIVERED')).toBe(true);
  expect(hasReached('CONFIRMED', 'READY')).toBe(false);
  expect(hasReached('CANCELLED', 'CONFIRMED')).toBe(false);
});
