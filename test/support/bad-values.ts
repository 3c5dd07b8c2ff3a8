import { randomUUID } from 'node:crypto';

const NO_NUMBER = [null, '1', 'NaN', '', true, [], [1], {}];

/** For a kind of field, values that are none of that kind. */
export const NO = {
  number: NO_NUMBER,
  latitude: [...NO_NUMBER, 90.000_1, -91, 1e21],
  longitude: [...NO_NUMBER, 180.000_1, -181, 1e308],
  minutes: [...NO_NUMBER, 0, -1, 1.5, 1e9, 2 ** 53, '١'],
  price: [...NO_NUMBER, -1, 0.5, 100_000_001, 2 ** 53, 1e308],
  /** Where none may be given. */
  stars: [...NO_NUMBER.slice(1), 0, 6, -1, 4.5, 2 ** 53],
  flag: [null, 'true', '', 0, 1, [], {}],
  id: [null, 1, '', 'x', [], {}, '../..', `${randomUUID()}\n`, '0'.repeat(36), 'x'.repeat(5_000)],
  code: [null, 1, '', 'Too Late', 'ä', '<b>', 'x'.repeat(65), 'a\nb', 'a\0b', [], {}],
  digits: [null, 1234, '', '123', '12345', '١٢٣٤', '12 4', '1234\n', '-123', [], {}],
  choice: [null, 1, '', 'x', 'picked_up', '__proto__', 'constructor', [], {}],
  moment: [
    ...[null, 1, '', 'tomorrow', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', [], {}],
    ...['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z'],
  ],
} as const;

/** Lists in lists. */
export const DEEP: unknown = JSON.parse('['.repeat(60) + ']'.repeat(60));

const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** For a kind of parameter, what is none of that kind, as it stands in an address. */
export const NOT_IN_QUERY = {
  cursor: [
    ...['x', '%', 'null', '[]', 'e30', 'x'.repeat(501), '../..'],
    ...[[], {}, null, [1, 2], ['2026-01-01T00:00:00.000Z'], ['x', 'y'], ['2026-01-01', 'y']].map(cursorOf),
    ...['2026-02-30', '2026-13-01', '0000-01-01'].map((day) => cursorOf([`${day}T00:00:00.000Z`, '1/1'])),
    ...['+275760-09-13T00:00:00.000Z', '-infinity', 'now'].map((at) => cursorOf([at, '1'])),
    cursorOf(['2026-01-01T00:00:00.000Z', 'a\0']),
    cursorOf(['2026-01-01T00:00:00.000Z', 'x'.repeat(201)]),
  ],
  limit: ['0', '-1', '1.5', '1e9', 'x', '99999', 'NaN', 'Infinity', '١', '1&limit=2'],
  flag: ['x', '2', 'null', 'true&unread=true'],
  day: [...['x', '2026-02-30', '2026-13-01', '20260301', '0000-01-01', '9999-12-31'], '2026-01-01T00:00:00Z'],
} as const;

/** What is no id, as it stands in a path. */
export const NO_ID_IN_PATH = [
  ...['0', 'x', '%00', '%ff', '1;2', 'x'.repeat(3_000), '%F0%9F%8D%9B', "'--", 'null', '[object%20Object]'],
  ...['..%2f..%2fmaster.key', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..', '%2e%2e', '..%5c..%5cmaster.key'],
  ...['ACCEPTED%0a', 'ACCEPTED%20', '%7BACCEPTED%7D', 'ACCEPTED.png'],
] as const;
