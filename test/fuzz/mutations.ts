import { queryOf, type Accepted, type Differing, type Entry, type Json } from '../whole/accepted';
import { fieldName, type Field } from '../whole/document';
import type { Draw } from '../whole/program';
import { evilJson, evilText, VALUE_KINDS, type Original } from './evil-values';
import { beside, hasRoomFor, replaced, twice, valueAt, without } from './json-edits';

/** One way to spoil one field of an accepted request, or the whole of it. */
export interface Mutation {
  /** As people name it: `body lines[].quantity`, `whole`. */
  readonly field: string;
  readonly kind: string;
  /** @returns what differs from the accepted request; null when the request has no place for it */
  apply(accepted: Accepted, draw: Draw, otherId: string): Differing | null;
}

const MEMBER_KINDS = ['missing', 'twice', 'extra members', 'prototypes'] as const;

const PROTOTYPES = [
  '"__proto__":{"role":"admin","isAdmin":true}',
  '"constructor":{"prototype":{"role":"admin"}}',
  '"toString":null,"hasOwnProperty":1,"valueOf":"x"',
  '"__proto__":null',
];

const EXTRAS = [
  '"role":"ADMIN"',
  '"status":"DELIVERED","total_minor":0',
  '"customer_id":"x"',
  '"":1',
  '"a\\nb":[1,2,3]',
];

const json = (text: string): Buffer => Buffer.from(text);

function inBody(field: Field, kind: string): Mutation['apply'] {
  return ({ body, otherBodies = [] }, draw, otherId) => {
    const { path } = field;
    const bodies = [body, ...otherBodies].filter(
      (one): one is Json => one !== undefined && hasRoomFor(one, path),
    );
    const base = bodies.find((one) => valueAt(one, path) !== undefined) ?? bodies[0];
    if (base === undefined) return null;
    const original: Original = { value: valueAt(base, path), draw, otherId };
    switch (kind) {
      case 'missing':
        return { body: json(without(base, path)) };
      case 'twice':
        return { body: json(twice(base, path, evilJson(draw.of(VALUE_KINDS), original))) };
      case 'extra members':
        return { body: json(beside(base, path, draw.of(EXTRAS))) };
      case 'prototypes':
        return { body: json(beside(base, path, draw.of(PROTOTYPES))) };
      default:
        return { body: json(replaced(base, path, evilJson(kind, original))) };
    }
  };
}

/** Percent signs are left as they are: some values are spelt with them on purpose. */
const inAddress = (text: string): string => encodeURIComponent(text).replaceAll('%25', '%');

function inQuery(name: string, kind: string): Mutation['apply'] {
  return (accepted, draw, otherId) => {
    const value = accepted.query?.[name];
    const rest = queryOf(accepted).filter(([one]) => one !== name);
    const evil = (): string => inAddress(evilText(kind, { value, draw, otherId }));
    const own = inAddress(value ?? '');
    switch (kind) {
      case 'missing':
        return { query: rest };
      case 'twice':
        return { query: [...rest, [name, own], [name, draw.of([own, 'x', ''])]] };
      case 'extra members':
        return { query: [...rest, [name, own], [draw.of([`${name}[]`, `${name}[a]`, 'role', '']), 'admin']] };
      case 'prototypes':
        return {
          query: [
            ...rest,
            [name, own],
            [draw.of(['__proto__', 'constructor[prototype][a]', '__proto__[a]']), '1'],
          ],
        };
      case 'empty':
        return { query: [...rest, [name, draw.of([null, '', '%20'])]] };
      default:
        return { query: [...rest, [name, evil()]] };
    }
  };
}

function inPath(name: string, kind: string): Mutation['apply'] {
  return ({ ids = {} }, draw, otherId) => {
    const value = ids[name] ?? '';
    switch (kind) {
      case 'missing':
        return { ids: { [name]: '' } };
      case 'twice':
        return {
          ids: { [name]: draw.of([`${value}/${value}`, `${value}%2f${value}`, `${value},${value}`]) },
        };
      case 'extra members':
        return {
          ids: {
            [name]: draw.of([`${value}/`, `${value}%20`, `${value};a=b`, `${value}.json`, `${value}%23`]),
          },
        };
      case 'prototypes':
        return { ids: { [name]: draw.of(['__proto__', 'constructor', 'toString', 'hasOwnProperty']) } };
      default: {
        const evil = inAddress(evilText(kind, { value, draw, otherId }));
        // A whole segment of dots would be another route.
        return { ids: { [name]: evil === '' ? '%20' : evil } };
      }
    }
  };
}

/** What a header's value may hold on the wire. */
const visible = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');

function inHeader(name: string, kind: string): Mutation['apply'] {
  return (accepted, draw, otherId) => {
    const header = name.toLowerCase();
    const value = accepted.headers?.[header] ?? otherId;
    switch (kind) {
      case 'missing':
        return { headers: { [header]: null } };
      case 'twice':
        return { headers: { [header]: `${value}, ${value}` } };
      case 'extra members':
        return {
          headers: {
            [header]: draw.of([`"${value}"`, `W/"${value}"`, `${value};a=b`, `"${value}`, `* ${value}`]),
          },
        };
      case 'prototypes':
        return { headers: { [header]: draw.of(['__proto__', 'constructor', '"__proto__"']) } };
      case 'empty':
        return { headers: { [header]: draw.of(['', '""', '*']) } };
      default:
        return { headers: { [header]: visible(evilText(kind, { value, draw, otherId })) } };
    }
  };
}

const place = (field: Field, kind: string): Mutation['apply'] => {
  const [name = ''] = field.path;
  switch (field.in) {
    case 'body':
      return inBody(field, kind);
    case 'query':
      return inQuery(name, kind);
    case 'path':
      return inPath(name, kind);
    case 'header':
      return inHeader(name, kind);
  }
};

const TYPES = [
  ...[
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ],
  ...[
    'application/json; charset=utf-16',
    'application/jsonx',
    '',
    '/',
    'application/json, text/plain',
    'a;b',
  ],
];

type Whole = readonly [kind: string, apply: (sent: Buffer, draw: Draw) => Differing];

const cut = (sent: Buffer, draw: Draw): Buffer => sent.subarray(0, Math.floor(draw.next() * sent.length));

/** What can be wrong with a body as a whole. */
const WHOLE_BODIES: readonly Whole[] = [
  ['wrong content type', (_, draw) => ({ headers: { 'content-type': draw.of(TYPES) } })],
  ['no content type', () => ({ headers: { 'content-type': null } })],
  ['cut off', (sent, draw) => ({ body: cut(sent, draw) })],
  ['no body', () => ({ body: Buffer.alloc(0) })],
  [
    'something else',
    (_, draw) => ({ body: json(draw.of(['[]', '"x"', '1', 'true', 'null', '[{}]', '{}', '[[[]]]'])) }),
  ],
  [
    'more behind it',
    (sent, draw) => ({ body: Buffer.concat([sent, json(draw.of(['x', '}', '{}', '\0', ',']))]) }),
  ],
  ['byte order mark', (sent) => ({ body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), sent]) })],
  ['UTF-16', (sent) => ({ body: Buffer.from(sent.toString(), 'utf16le') })],
  [
    'broken UTF-8',
    (sent) => ({ body: Buffer.concat([sent.subarray(0, -1), Buffer.from([0xc3, 0x28, 0xff])]) }),
  ],
  ['too large', (sent) => ({ body: Buffer.concat([sent, Buffer.alloc(110_000, 0x20)]) })],
];

/** What can be wrong with the head of any request. */
const HEADS: readonly (readonly [string, (draw: Draw) => Differing])[] = [
  [
    'odd accept',
    (draw) => ({ headers: { accept: draw.of(['text/html', 'application/xml', '', 'a/b;q=x', '*/*;q=0']) } }),
  ],
  [
    'odd language',
    (draw) => ({ headers: { 'accept-language': draw.of(['*', 'xx-YY;q=9', 'x'.repeat(3_000), 'hi,,,;']) } }),
  ],
  [
    'odd trace',
    (draw) => ({
      headers: { traceparent: draw.of(['00-0-0-0', 'x', `00-${'f'.repeat(32)}-${'0'.repeat(16)}-ff`]) },
    }),
  ],
  [
    'odd position',
    (draw) => ({
      headers: { 'x-min-position': draw.of(['16.0', '-1.0', '3', '0.99999999999999999999', '1.1.1']) },
    }),
  ],
  [
    'another method',
    (draw) => ({ headers: { 'x-http-method-override': draw.of(['DELETE', 'PUT', 'TRACE']) } }),
  ],
  [
    'more of the query',
    (draw) => ({
      query: [[draw.of(['__proto__[a]', 'x', 'min_position', 'limit']), draw.of(['1', '%FF', 'x'])]],
    }),
  ],
];

/** Every way in which the request to a route can be spoilt. */
export function mutationsOf({ route }: Entry): readonly Mutation[] {
  const inFields = route.fields.flatMap((field) =>
    [...VALUE_KINDS, ...MEMBER_KINDS].map((kind) => ({
      field: fieldName(field),
      kind,
      apply: place(field, kind),
    })),
  );
  const inWhole =
    route.takesJson || route.takesPictures
      ? WHOLE_BODIES.map(([kind, apply]) => ({
          ...{ field: 'whole body', kind },
          apply: ({ body, picture }: Accepted, draw: Draw) =>
            apply(picture?.bytes ?? json(JSON.stringify(body ?? {})), draw),
        }))
      : [];
  const inHead = HEADS.map(([kind, apply]) => ({
    ...{ field: 'head', kind },
    apply: (_: Accepted, draw: Draw) => apply(draw),
  }));
  return [...inFields, ...inWhole, ...inHead];
}
