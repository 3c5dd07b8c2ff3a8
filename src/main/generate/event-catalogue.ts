import { z } from 'zod';
import type { Codec } from '../../../eventstore/registry/codec';
import { customerCodec } from '../../../eventstore/registry/customer.codec';
import { inboxCodec } from '../../../eventstore/registry/inbox.codec';
import { ledgerCodec } from '../../../eventstore/registry/ledger.codec';
import { menuCodec } from '../../../eventstore/registry/menu.codec';
import { orderCodec } from '../../../eventstore/registry/order.codec';
import { paymentCodec } from '../../../eventstore/registry/payment.codec';
import { restaurantCodec } from '../../../eventstore/registry/restaurant.codec';

interface CataloguedEvent {
  readonly category: string;
  readonly type: string;
  readonly version: number;
  readonly schema: Readonly<Record<string, unknown>>;
}

const CODECS: readonly (readonly [category: string, codec: Pick<Codec<never>, 'entries'>])[] = [
  ['order', orderCodec],
  ['payment', paymentCodec],
  ['inbox', inboxCodec],
  ['ledger', ledgerCodec],
  ['restaurant', restaurantCodec],
  ['menu', menuCodec],
  ['customer', customerCodec],
];

interface AnyEntry {
  readonly version: number;
  readonly schema: z.ZodType;
}

function* catalogue(): Generator<CataloguedEvent> {
  for (const [category, codec] of CODECS) {
    const entries = Object.entries<AnyEntry>(codec.entries);
    for (const [type, { version, schema }] of entries) {
      const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
      yield { category, type, version, schema: { ...json } };
    }
  }
}

/** JSON Schemas of the data of every event, by type. */
export const eventSchemas = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...catalogue()].map(({ type, category, version, schema }) => [type, { category, version, schema }]),
  );

/** The fields of an event's data, as Markdown. */
function fieldsOf({ schema }: CataloguedEvent): string {
  const properties = (schema['properties'] ?? {}) as Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
  return Object.entries(properties)
    .map(([name, property]) => `\`${name}\`: ${typeOf(property)}`)
    .join(', ');
}

function typeOf(schema: Readonly<Record<string, unknown>>): string {
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) {
    return options.map((option) => typeOf(option as Readonly<Record<string, unknown>>)).join(' or ');
  }
  if (Array.isArray(schema['enum'])) return schema['enum'].map(String).join(' or ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (schema['type'] === 'array')
    return `list of ${typeOf(schema['items'] as Readonly<Record<string, unknown>>)}`;
  if (Array.isArray(schema['type'])) return schema['type'].map(String).join(' or ');
  return typeof schema['type'] === 'string' ? schema['type'] : 'any';
}

/** Every event that is stored, as a page. */
export function eventCataloguePage(): string {
  const lines = [
    '# Events',
    '',
    'What is stored, by stream. JSON Schemas of the data: `schema/events.json`. Personal data is sealed: an object of',
    '`subject`, `keyId` and `box`. Every event has metadata beside its data: command id, fingerprint, correlation,',
    'causation, actor, time, partition key, schema version, policies, trace context and the hash of the event before.',
  ];
  let current = '';
  for (const event of catalogue()) {
    if (event.category !== current) {
      current = event.category;
      lines.push('', `## \`${current}-{id}\``, '', '| event | version | data |', '|---|---|---|');
    }
    lines.push(`| ${event.type} | ${event.version} | ${fieldsOf(event).replaceAll('|', '\\|')} |`);
  }
  return `${lines.join('\n')}\n`;
}
