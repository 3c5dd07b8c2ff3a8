import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import {
  customerAggregate,
  deliveryAggregate,
  gpsAggregate,
  inboxAggregate,
  ledgerAggregate,
  menuAggregate,
  orderAggregate,
  partnerAggregate,
  paymentAggregate,
  restaurantAggregate,
  reviewAggregate,
  shiftAggregate,
} from '../../src/application/aggregates';
import type { Aggregate } from '../../src/application/commands/aggregate';
import { fold } from '../../src/domain/kernel/decider';
import type { EncodedEvent } from '../registry/event-record';
import { parseMetadata } from '../registry/metadata';
import type { ExampleStream } from './record-example';

const storedEvent = {
  stream: z.string(),
  revision: z.int(),
  type: z.string(),
  schema: z.int(),
  shard: z.int(),
  metadata: z.string(),
  data: z.string(),
  hash: z.string(),
  id: z.string(),
};

const storedEventSchema = z.strictObject(storedEvent);

/** An event, and what the code makes of it; null until {@link writeMissing} fills it in. */
const goldenEventSchema = z.strictObject({
  ...storedEvent,
  decoded: z.record(z.string(), z.unknown()).nullable(),
});

/** A whole stream, and the state it folds to; null until {@link writeMissing} fills it in. */
const goldenHistorySchema = z.strictObject({
  head: z.strictObject({ revision: z.int(), hash: z.string() }),
  events: z.array(storedEventSchema),
  state: z.unknown(),
});

/** An event as it was stored. `schema` is the version that its metadata names. */
export type StoredEvent = z.infer<typeof storedEventSchema>;
export type GoldenEvent = z.infer<typeof goldenEventSchema>;
export type GoldenHistory = z.infer<typeof goldenHistorySchema>;

export const GOLDEN_FOLDER = __dirname;
const MANIFEST = 'MANIFEST.sha256';
const HISTORIES = 'histories/';

const pathOf = (file: string): string => join(GOLDEN_FOLDER, ...file.split('/'));

const textOf = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** Names of all golden files, relative to their folder, with slashes. */
export const goldenFiles = (): readonly string[] =>
  readdirSync(GOLDEN_FOLDER, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.json'))
    .sort();

export const isHistory = (file: string): boolean => file.startsWith(HISTORIES);

export const eventFile = (category: string, type: string, version: number): string =>
  `${category}/${type}.v${version}.json`;

/** @throws ZodError when the file is not what a golden event looks like */
export const readEvent = (file: string): GoldenEvent => goldenEventSchema.parse(JSON.parse(textOf(file)));

/** @throws ZodError when the file is not what a golden history looks like */
export const readHistory = (file: string): GoldenHistory =>
  goldenHistorySchema.parse(JSON.parse(textOf(file)));

/**
 * What of a file is frozen: the SHA-256 of its JSON without white space and without the reading, `decoded` or
 * `state`, which is the code's and changes with it.
 */
export function digestOf(text: string): string {
  const parts = Object.entries(z.record(z.string(), z.unknown()).parse(JSON.parse(text)));
  const stored = parts.filter(([name]) => name !== 'decoded' && name !== 'state');
  return hash('sha256', JSON.stringify(Object.fromEntries(stored)), 'hex');
}

/** Digest by file name. */
export type Manifest = ReadonlyMap<string, string>;

export function readManifest(): Manifest {
  if (!existsSync(pathOf(MANIFEST))) return new Map();
  const lines = textOf(MANIFEST)
    .split(/\r?\n/)
    .filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

export const currentDigests = (): Manifest =>
  new Map(goldenFiles().map((file) => [file, digestOf(textOf(file))]));

/** What keeps the files from being those of the manifest, as sentences; none when all is well. */
export function frozenProblems(manifest: Manifest, digests: Manifest): readonly string[] {
  const broken = [...manifest]
    .filter(([file, digest]) => digests.get(file) !== digest)
    .map(
      ([file]) => `${file} was ${digests.has(file) ? 'edited' : 'removed'}: stored forms only gain versions`,
    );
  const unlisted = [...digests.keys()]
    .filter((file) => !manifest.has(file))
    .map((file) => `${file} is not in ${MANIFEST}: golden files are written by UPDATE_GOLDEN=1`);
  return [...broken, ...unlisted];
}

/** A stream category and how the code of today reads and writes its events. */
export interface Category {
  readonly name: string;
  /** Versions that are written today, by type. */
  readonly versions: ReadonlyMap<string, number>;
  decode(event: StoredEvent): unknown;
  /** The event as it would be stored today. */
  rewrite(event: StoredEvent): EncodedEvent;
  stateAfter(events: readonly StoredEvent[]): unknown;
}

const categoryOf = <C, S, E extends { readonly type: string }, R>({
  category,
  codec,
  decider,
}: Aggregate<C, S, E, R>): Category => {
  const decode = ({ type, schema, data }: StoredEvent): E => codec.decode(type, schema, data);
  const entries: Readonly<Record<string, { readonly version: number }>> = codec.entries;
  return {
    name: category,
    versions: new Map(Object.entries(entries).map(([type, { version }]) => [type, version])),
    decode: (event) => asJson(decode(event)),
    rewrite: (event) => codec.encode(decode(event)),
    stateAfter: (events) => asJson(fold(decider, events.map(decode))),
  };
};

export const CATEGORIES: readonly Category[] = [
  categoryOf(orderAggregate),
  categoryOf(paymentAggregate),
  categoryOf(inboxAggregate),
  categoryOf(ledgerAggregate),
  categoryOf(deliveryAggregate),
  categoryOf(gpsAggregate),
  categoryOf(partnerAggregate),
  categoryOf(shiftAggregate),
  categoryOf(reviewAggregate),
  categoryOf(restaurantAggregate),
  categoryOf(menuAggregate),
  categoryOf(customerAggregate),
];

/** @throws Error for a stream of no known category */
export function categoryOfStream(stream: string): Category {
  const found = CATEGORIES.find(({ name }) => stream.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`${stream} is of no category that is registered`);
  return found;
}

/** A value as JSON can say it: a map as an object, a set as a list. */
const asJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) => {
      if (member instanceof Map) return Object.fromEntries(member) as unknown;
      return member instanceof Set ? [...(member as ReadonlySet<unknown>)] : member;
    }),
  );

const storedIn = ({ stream, events }: ExampleStream): readonly StoredEvent[] =>
  events.map(({ type, shard, metadata, data, hash, id }, revision) => {
    const { schema } = parseMetadata(metadata);
    return { stream, revision, type, schema, shard, metadata, data, hash, id };
  });

const write = (file: string, content: unknown): void => {
  mkdirSync(dirname(pathOf(file)), { recursive: true });
  writeFileSync(pathOf(file), `${JSON.stringify(content, null, 2)}\n`);
};

/** Fills in the readings that are null. */
function writeMissingReadings(): void {
  for (const file of goldenFiles()) {
    if (isHistory(file)) {
      const history = readHistory(file);
      const [first] = history.events;
      if (history.state !== null || first === undefined) continue;
      write(file, { ...history, state: categoryOfStream(first.stream).stateAfter(history.events) });
    } else {
      const event = readEvent(file);
      if (event.decoded !== null) continue;
      write(file, { ...event, decoded: categoryOfStream(event.stream).decode(event) });
    }
  }
}

/**
 * Makes golden files of what has none: of each type and version the first event in the examples, and of each
 * example its history. Never touches the stored part of a file that exists, nor one that the manifest lists.
 */
export function writeMissing(examples: readonly ExampleStream[]): void {
  const manifest = new Map(readManifest());
  const writeOnce = (file: string, content: unknown): void => {
    if (manifest.has(file) || existsSync(pathOf(file))) return;
    write(file, content);
    manifest.set(file, digestOf(textOf(file)));
  };
  for (const example of examples) {
    const events = storedIn(example);
    writeOnce(`${HISTORIES}${example.name}.json`, { head: example.head, events, state: null });
    for (const event of events) {
      const { name } = categoryOfStream(event.stream);
      writeOnce(eventFile(name, event.type, event.schema), { ...event, decoded: null });
    }
  }
  writeMissingReadings();
  const lines = [...manifest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, digest]) => `${digest}  ${file}\n`);
  writeFileSync(pathOf(MANIFEST), lines.join(''));
}
