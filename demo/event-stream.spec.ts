import { EventParser, type StreamEvent } from './event-stream';

const read = (...pieces: readonly string[]): readonly StreamEvent[] => {
  const events: StreamEvent[] = [];
  const parser = new EventParser((event) => events.push(event));
  for (const piece of pieces) parser.take(piece);
  return events;
};

const STREAM =
  'retry: 2000\n\n: still here\n\nid: 9\nevent: status_update\ndata: {"seq":9}\n\nevent: order\ndata: {}\n\n';
const EVENTS = [
  { name: 'status_update', data: { seq: 9 } },
  { name: 'order', data: {} },
];

test('comments and retries are no events', () => {
  expect(read(STREAM)).toEqual(EVENTS);
});

test('it does not matter where the pieces end', () => {
  for (let at = 0; at < STREAM.length; at += 1)
    expect(read(STREAM.slice(0, at), STREAM.slice(at))).toEqual(EVENTS);
});

test('what has not ended is not told', () => {
  expect(read(STREAM.slice(0, -1))).toEqual(EVENTS.slice(0, 1));
});
