import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';

const METHODS = ['get', 'post', 'put', 'delete'] as const;

const jsonSchema = z.object({
  $ref: z.string().optional(),
  type: z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean']).optional(),
  enum: z.array(z.string()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return jsonSchema.optional();
  },
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
});

type JsonSchema = z.infer<typeof jsonSchema>;

const operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: jsonSchema })).default([]),
  requestBody: z
    .object({
      content: z.object({
        'application/json': z.object({ schema: jsonSchema }).optional(),
        'image/png': z.unknown().optional(),
      }),
    })
    .optional(),
  'x-access': z.union([z.string(), z.array(z.string())]),
});

const openApi = z.object({
  paths: z.record(z.string(), z.partialRecord(z.enum(METHODS), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const file = join(__dirname, '../../schema/openapi.json');
const document = openApi.parse(JSON.parse(readFileSync(file, 'utf8')));

/** A route as the committed document describes it. */
export interface Operation {
  readonly method: string;
  /** As the document writes it: `/api/v1/orders/{id}`. */
  readonly path: string;
  readonly parameters: z.infer<typeof operation>['parameters'];
  readonly body: JsonSchema | null;
  readonly takesPictures: boolean;
  /** Roles, or `public` or `signed-in`. */
  readonly access: string | readonly string[];
}

/** Answers to these stay open. */
const isEndless = (path: string): boolean => path.endsWith('/feed') || path.endsWith('/events');

/** Everything in the document. */
export const OPERATIONS: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const found = item[method];
    if (found === undefined) return [];
    const { parameters, requestBody, 'x-access': access } = found;
    const body = requestBody?.content['application/json']?.schema ?? null;
    const takesPictures = requestBody?.content['image/png'] !== undefined;
    return [{ method: method.toUpperCase(), path, parameters, body, takesPictures, access }];
  }),
);

/** All but those whose answers stay open: they have tests of their own. */
export const ANSWERED = OPERATIONS.filter(({ path }) => !isEndless(path));

export interface FuzzRequest {
  readonly operation: Operation;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | null;
  /** Which of those who may call the route does; -1: nobody. */
  readonly caller: number;
}

const LONG = 'x'.repeat(5_000);

/** JSON that is that many lists deep. */
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Values that are rarely what was asked for. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', ' ', '0', 'null', LONG, {}, [], [[]], -1, 0, 0.5, 1e21, 1e308),
  fc.constantFrom<unknown>(Number.MAX_SAFE_INTEGER + 1, Number.MIN_VALUE, '1e9', '\u0000', '\ud800', '../..'),
  fc.constantFrom<unknown>("'; DROP TABLE orders; --", '${7*7}', '<script>', '٣', 'é', '👩‍🍳', '\u202e'),
  fc.constant<unknown>(JSON.parse(nested(50))),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);

/** Values that the schema allows. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return valuesOf(jsonSchema.parse(document.components.schemas[schema.$ref.split('/').at(-1) ?? '']));
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const { minimum: min = -1e6, maximum: max = 1e6 } = schema;
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema;
      const members = Object.entries(properties).map(([name, of]) => [name, valuesOf(of)] as const);
      return fc.record(Object.fromEntries(members), { requiredKeys: required });
    }
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: 3 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
    case 'number':
      return fc.double({ min, max, noNaN: true });
    case 'string':
      if (schema.format === 'uuid') return fc.uuid();
      if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
      return fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, 20) });
    default:
      return fc.jsonValue();
  }
}

/** A value with some members left out, of another type, or that nobody asked for. */
const spoilt = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      good,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('drop', 'spoil', 'add'), junk), { maxLength: 2 }),
    )
    .map(([value, changes]) => {
      if (typeof value !== 'object' || value === null) return value;
      const members = new Map(Object.entries(value));
      for (const [pick, how, other] of changes) {
        const names = [...members.keys()];
        const name = how === 'add' ? `more${pick % 3}` : names[pick % Math.max(1, names.length)];
        if (name === undefined) continue;
        if (how === 'drop') members.delete(name);
        else members.set(name, other);
      }
      return Object.fromEntries(members);
    });

/** JSON that tries to reach the prototypes of objects, or to say things twice. */
const poisoned = (json: string): string =>
  json.replace('{', '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}},"role":1,');

/** Deeper than what walks over it by recursion can go. */
const deepened = (json: string): string => json.replace(/:[^,}]+/, () => `:${nested(40_000)}`);

const bodies = (schema: JsonSchema | null): fc.Arbitrary<{ payload: string | null; type: string }> => {
  const json = (schema === null ? junk : spoilt(valuesOf(schema))).map((value) => JSON.stringify(value));
  const type = fc.constantFrom('application/json', 'application/json; charset=utf-8');
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ payload: json, type }) },
    { weight: 1, arbitrary: fc.record({ payload: junk.map((value) => JSON.stringify(value)), type }) },
    { weight: 1, arbitrary: fc.record({ payload: json.map(poisoned), type }) },
    { weight: 1, arbitrary: fc.record({ payload: json.map((text) => text.slice(0, -1)), type }) },
    { weight: 1, arbitrary: fc.record({ payload: json.map(deepened), type }) },
    {
      weight: 1,
      arbitrary: fc.record({
        payload: json,
        type: fc.constantFrom(
          'text/plain',
          'application/x-www-form-urlencoded',
          'application/xml',
          '',
          '/',
          'a;b',
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constant({ payload: `{"name":"${'x'.repeat(110_000)}"}`, type: 'application/json' }),
    },
    { weight: 1, arbitrary: fc.record({ payload: fc.constant(null), type }) },
  );
};

/** Bytes that begin as a picture, and go on as they like. */
const pictures = fc.record({
  payload: fc
    .tuple(fc.constantFrom('89504e470d0a1a0a', 'ffd8ffe1', 'ffd8ff', ''), fc.uint8Array({ maxLength: 60 }))
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'hex'), rest])),
  type: fc.constantFrom('image/png', 'image/jpeg', 'image/jpeg; q=1', 'image/svg+xml'),
});

const TOKENS = ['0.1', '15.9999999999999999', '16.0', '-1.0', '3', 'x.y', '1.1.1', '0.99999999999999999999'];

const positions = fc.oneof(fc.constantFrom(...TOKENS), fc.string());

/** @param ids things that exist, among those that do not */
function pathOf({ path, parameters }: Operation, ids: readonly string[]): fc.Arbitrary<string> {
  const id = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    { weight: 2, arbitrary: fc.uuid() },
    {
      weight: 1,
      arbitrary: fc.constantFrom('0', '%00', '%ff', '%', '..', '%2e%2e', '1;2', LONG.slice(0, 3_000)),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }).map(encodeURIComponent) },
  );
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) =>
      fc.option(
        fc.oneof(
          {
            weight: 3,
            arbitrary: valuesOf(schema).map((value) => [`${name}=${encodeURIComponent(String(value))}`]),
          },
          {
            weight: 1,
            arbitrary: fc.string({ unit: 'grapheme' }).map((text) => [`${name}=${encodeURIComponent(text)}`]),
          },
          {
            weight: 1,
            arbitrary: fc.constantFrom(
              [`${name}=`],
              [name],
              [`${name}=%00`],
              [`${name}=%ff`],
              [`${name}[a]=1`],
            ),
          },
          {
            weight: 1,
            arbitrary: valuesOf(schema).map((value) =>
              [1, 2].map(() => `${name}=${encodeURIComponent(String(value))}`),
            ),
          },
        ),
        { nil: [] as string[], freq: 6 },
      ),
    );
  const minPosition = fc.option(
    positions.map((token) => [`min_position=${encodeURIComponent(token)}`]),
    { nil: [] as string[], freq: 1 },
  );
  const wanted = fc.array(id, { minLength: 2, maxLength: 2 });
  return fc.tuple(wanted, fc.tuple(...query), minPosition).map(([wantedIds, asked, position]) => {
    const parts = [...asked.flat(), ...position];
    const left = [...wantedIds];
    return (
      path.replace(/\{\w+\}/g, () => left.pop() ?? '') + (parts.length === 0 ? '' : `?${parts.join('&')}`)
    );
  });
}

/** A header's value may hold only these. */
const visible = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').trim();

const headers = fc.record(
  {
    'idempotency-key': fc.oneof(
      fc.uuid(),
      fc.constantFrom('', '""', 'two words', LONG),
      fc.string().map(visible),
    ),
    'x-min-position': positions.map(visible),
    traceparent: fc.string().map(visible),
    accept: fc.constantFrom('*/*', 'text/html', 'application/xml', ''),
  },
  { requiredKeys: [] },
);

const bodiesOf = ({ method, body, takesPictures }: Operation) => {
  if (method === 'GET') return fc.constant(null);
  return takesPictures ? fc.oneof(pictures, bodies(body)) : bodies(body);
};

const requestsTo = (operation: Operation, ids: readonly string[]): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({
      path: pathOf(operation, ids),
      headers,
      body: bodiesOf(operation),
      caller: fc.integer({ min: -1, max: 20 }),
    })
    .map(({ path, headers: sent, body, caller }) => ({
      operation,
      path,
      headers: { ...sent, ...(body === null ? {} : { 'content-type': body.type }) },
      payload: body?.payload ?? null,
      caller,
    }));

/**
 * Requests to every route of the document, few of them as the document asks for.
 * @param ids of things that exist
 */
export const fuzzRequests = (ids: readonly string[]): fc.Arbitrary<FuzzRequest> =>
  fc.oneof(...ANSWERED.map((operation) => requestsTo(operation, ids)));
