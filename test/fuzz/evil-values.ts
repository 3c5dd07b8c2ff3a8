import { randomUUID } from 'node:crypto';
import type { Draw } from '../whole/program';

/** Kinds of values that were not asked for. */
export const VALUE_KINDS = [
  ...['null', 'wrong type', 'empty', 'huge', 'negative', 'zero', 'overflow', 'fraction', 'not a number'],
  ...[
    'unicode',
    'half a surrogate pair',
    'U+0000',
    'injection',
    'deep nesting',
    'bad date',
    'another id',
    'letter case',
  ],
] as const;

const INJECTIONS = [
  ...[
    "'; DROP TABLE es_event; --",
    "' OR '1'='1",
    '" OR ""="',
    '$1',
    '%s%n%x',
    '${7*7}',
    '{{7*7}}',
    '#{7*7}',
  ],
  ...[
    '<script>alert(1)</script>',
    '../../../../etc/passwd',
    '..\\..\\master.key',
    '| cat /etc/passwd',
    '`id`',
  ],
  ...[
    '\r\nSet-Cookie: a=b',
    '{"$gt":""}',
    '*)(uid=*))(|(uid=*',
    'file:///etc/passwd',
    '//evil.example',
    '\\',
  ],
];

const UNICODE = [
  ...['\u202egnirts', '\u200b\u200c\u200d', '\ufeff', '١٢٣', '１２３', 'é', 'e\u0301'.repeat(40), '👩‍👩‍👧‍👦', '𝟙'],
  ...[
    '\u2028',
    '\u0085',
    '\u007f',
    '\ufffe',
    'ﷺ',
    'Ĳ',
    'ß',
    'ı',
    'Z̷̛̦̈́a̸l̶g̵o̴',
    '\ud83d\ude00'.repeat(200),
    'नमस्ते',
    '\t',
    '\u0001',
  ],
];

const DATES = [
  ...[
    '2026-02-30T00:00:00.000Z',
    '2026-02-30',
    '2026-02-29T12:00:00Z',
    '2026-13-01T00:00:00.000Z',
    '2026-00-10',
  ],
  ...['2026-04-31T00:00:00.000Z', '2026-01-01T24:00:00.000Z', '2026-01-01T23:59:60Z', '2026-01-01T25:61:61Z'],
  ...[
    '0000-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.999-14:00',
    '+275760-09-13',
  ],
  ...[
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00+23:59',
    '-000001-01-01T00:00:00Z',
    '2026-1-1',
    'now',
    'infinity',
  ],
  ...[
    '20260101T000000Z',
    '2026-W01-1',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    '1.0e12',
    '2026-01-01T00:00:00.0000000000001Z',
  ],
];

const NUMBERS_TOO_LARGE = [
  ...['2147483648', '9007199254740992', '9223372036854775808', '1e21', '1e308', '1e999', '-1e999', '1e-400'],
  ...['99999999999999999999999999', '4294967296', '9007199254740991', '100000001'],
];

/** Lists in lists, so deep. */
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const nestedObjects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** What a mutation is made from. */
export interface Original {
  /** As it was accepted; undefined when it was left out. */
  readonly value: unknown;
  readonly draw: Draw;
  /** An id of the same kind that somebody else's thing has; any other, where none is known. */
  readonly otherId: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? 'x'));

const flipped = (text: string): string =>
  text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();

/** A value of another type than the original's, as JSON. */
function otherType({ value, draw }: Original): string {
  const all = ['"text"', '12', 'true', '[]', '{}', '[1]', '{"a":1}', '"true"', '"12"', '["text"]'];
  const type = Array.isArray(value) ? 'array' : typeof value;
  const isSame = (json: string): boolean => {
    const other: unknown = JSON.parse(json);
    return (Array.isArray(other) ? 'array' : typeof other) === type;
  };
  return draw.of(all.filter((json) => !isSame(json)));
}

/** A value of that kind, as it stands in JSON; some are none. */
export function evilJson(kind: string, original: Original): string {
  const { value, draw, otherId } = original;
  switch (kind) {
    case 'null':
      return 'null';
    case 'wrong type':
      return otherType(original);
    case 'empty':
      return draw.of(Array.isArray(value) ? ['[]', '""'] : ['""', '" "', '{}', '[]']);
    case 'huge':
      return draw.of([
        JSON.stringify('x'.repeat(draw.of([256, 5_000, 60_000]))),
        `[${Array.from({ length: 2_000 }, () => JSON.stringify(value ?? 1)).join(',')}]`
          .slice(0, 90_000)
          .replace(/,?[^,]*$/, ']'),
        JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]))),
      ]);
    case 'negative':
      return draw.of(['-1', '-0', '-9007199254740991', '"-1"', '-0.5']);
    case 'zero':
      return draw.of(['0', '0.0', '"0"', '-0']);
    case 'overflow':
      return draw.of(NUMBERS_TOO_LARGE);
    case 'fraction':
      return draw.of(['0.5', '1.5', '1e-7', '12.000000000000001', '5e-324']);
    case 'not a number':
      return draw.of([
        'NaN',
        '"NaN"',
        'Infinity',
        '"Infinity"',
        '-Infinity',
        '0x10',
        '1_000',
        '01',
        '"1e3"',
        'undefined',
      ]);
    case 'unicode':
      return JSON.stringify(draw.of(UNICODE));
    case 'half a surrogate pair':
      return draw.of(['"\\ud800"', '"a\\udfffb"', '"\\udc00\\ud800"', '"😀\\ud83d"']);
    case 'U+0000':
      return draw.of(['"\\u0000"', '"a\\u0000b"', '"\0"']);
    case 'injection':
      return JSON.stringify(draw.of(INJECTIONS));
    case 'deep nesting':
      return draw.of([nested(60), nested(20_000), nestedObjects(100), nestedObjects(8_000)]);
    case 'bad date':
      return JSON.stringify(draw.of(DATES));
    case 'another id':
      return JSON.stringify(draw.of(idsLike(otherId)));
    case 'letter case':
      return JSON.stringify(
        draw.of([flipped(textOf(value)), ` ${textOf(value)}`, `${textOf(value)}\n`, `${textOf(value)}x`]),
      );
    default:
      throw new Error(`no such kind: ${kind}`);
  }
}

const idsLike = (otherId: string): readonly string[] => [
  ...[otherId, randomUUID(), '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ...[otherId.toUpperCase(), `{${otherId}}`, otherId.replaceAll('-', ''), `${otherId}\n`],
];

/** The same for what stands in an address or a header, as plain text. */
export function evilText(kind: string, original: Original): string {
  const { value, draw, otherId } = original;
  switch (kind) {
    case 'null':
      return draw.of(['null', 'undefined', 'None']);
    case 'wrong type':
      return draw.of(['text', 'true', '12', '[]', '{}', 'text,text', '["text"]']);
    case 'empty':
      return draw.of([' ', '""', '%20']);
    case 'huge':
      return 'x'.repeat(draw.of([256, 501, 3_000, 7_000]));
    case 'negative':
      return draw.of(['-1', '-0', '-90.1', '-9007199254740991']);
    case 'zero':
      return draw.of(['0', '0.0', '00', '+0']);
    case 'overflow':
      return draw.of(NUMBERS_TOO_LARGE);
    case 'fraction':
      return draw.of(['0.5', '1.5', '1e-7', '.5', '5.']);
    case 'not a number':
      return draw.of(['NaN', 'Infinity', '-Infinity', '0x10', '1_000', '1e3', '01']);
    case 'unicode':
      return draw.of(UNICODE);
    case 'half a surrogate pair':
      return draw.of(['%ED%A0%80', '%ED%BF%BF', '%FF', '%C0%80', '%F5%80%80%80', '%u0041', '%']);
    case 'U+0000':
      return draw.of(['%00', 'a%00b', '%2500']);
    case 'injection':
      return draw.of(INJECTIONS);
    case 'deep nesting':
      return draw.of([nested(500), '/..'.repeat(50), '%2e%2e%2f'.repeat(20)]);
    case 'bad date':
      return draw.of(DATES);
    case 'another id':
      return draw.of(idsLike(otherId));
    case 'letter case':
      return draw.of([flipped(textOf(value)), ` ${textOf(value)}`, `${textOf(value)}x`]);
    default:
      throw new Error(`no such kind: ${kind}`);
  }
}
