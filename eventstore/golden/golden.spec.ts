import { shardOf } from '../../src/domain/kernel/shard';
import { decodeRecorded, EVENT_TYPES } from '../registry/catalogue';
import { eventIdOf, hashEvent, type RecordedEvent } from '../registry/event-record';
import { parseMetadata } from '../registry/metadata';
import { verifyStream } from '../registry/verify-stream';
import { examples } from './golden.examples';
import {
  CATEGORIES,
  categoryOfStream,
  currentDigests,
  digestOf,
  eventFile,
  frozenProblems,
  goldenFiles,
  isHistory,
  readEvent,
  readHistory,
  readManifest,
  writeMissing,
  type StoredEvent,
} from './golden.files';

if (process.env['UPDATE_GOLDEN'] === '1') writeMissing(examples());

const eventFiles = goldenFiles().filter((file) => !isHistory(file));
const historyFiles = goldenFiles().filter(isHistory);

const recorded = (event: StoredEvent): RecordedEvent => ({
  ...event,
  position: event.revision + 1,
  recordedAt: '2026-03-14T12:00:00.000Z',
});

const expectSameBytes = (event: StoredEvent): void => {
  const category = categoryOfStream(event.stream);
  const { type, schema, data } = event;
  const rewritten = category.rewrite(event);
  if (schema === category.versions.get(type)) expect(rewritten).toEqual({ type, schema, data });
  else expect(rewritten.schema).toBeGreaterThan(schema);
};

describe('the golden corpus', () => {
  it('shows every version of every registered type, and nothing else', () => {
    const wanted = CATEGORIES.flatMap(({ name, versions }) =>
      [...versions].flatMap(([type, current]) =>
        Array.from({ length: current }, (_, before) => eventFile(name, type, before + 1)),
      ),
    );
    expect(eventFiles).toEqual(wanted.sort());
  });

  it('knows every type of the catalogue', () => {
    const known = CATEGORIES.flatMap(({ versions }) => [...versions.keys()]);
    expect(known.sort()).toEqual([...EVENT_TYPES].sort());
  });

  it('is what was stored: every file is that of the manifest', () => {
    expect(frozenProblems(readManifest(), currentDigests())).toEqual([]);
  });
});

describe('a manifest', () => {
  const file = 'order/OrderHeld.v1.json';
  const manifest = new Map([[file, digestOf('{"data":"{}","decoded":{"reason":"a"}}')]]);
  const problemsWith = (text: string): readonly string[] =>
    frozenProblems(manifest, new Map([[file, digestOf(text)]]));

  it('names a file that was edited', () => {
    expect(problemsWith('{"data":"{ }","decoded":{"reason":"a"}}')).toEqual([
      `${file} was edited: stored forms only gain versions`,
    ]);
  });

  it('names a file that was removed', () => {
    expect(frozenProblems(manifest, new Map())).toEqual([
      `${file} was removed: stored forms only gain versions`,
    ]);
  });

  it('names a file that it does not list', () => {
    expect(frozenProblems(new Map(), manifest)).toEqual([
      `${file} is not in MANIFEST.sha256: golden files are written by UPDATE_GOLDEN=1`,
    ]);
  });

  it('leaves the reading to the code that reads, and the layout to whoever looks', () => {
    expect(problemsWith('{\n  "data": "{}",\n  "decoded": {"reason":"b"}\n}\n')).toEqual([]);
  });
});

describe.each(eventFiles)('the golden event %s', (file) => {
  it('stands where its type and version belong', () => {
    const { stream, type, schema } = readEvent(file);
    expect(file).toBe(eventFile(categoryOfStream(stream).name, type, schema));
  });

  it('is read today as it says', () => {
    const { decoded, ...event } = readEvent(file);
    expect(decodeRecorded(recorded(event)).event).toEqual(decoded);
  });

  it('is written today with the same bytes, unless there is a newer version', () => {
    expectSameBytes(readEvent(file));
  });

  it('has the hash, id and shard that its bytes give', () => {
    const event = readEvent(file);
    const { prevHash, partitionKey, schema } = parseMetadata(event.metadata);
    expect(event.hash).toBe(hashEvent({ ...event, prevHash }));
    expect(event.id).toBe(eventIdOf(event.hash));
    expect(event.shard).toBe(shardOf(partitionKey));
    expect(event.schema).toBe(schema);
  });
});

describe.each(historyFiles)('the golden history %s', (file) => {
  it('verifies, from its first event to its head', () => {
    const { events, head } = readHistory(file);
    const [first] = events;
    expect(verifyStream(first!.stream, events.map(recorded), head)).toEqual({ ok: true });
  });

  it('is written today with the same bytes, but for what has a newer version', () => {
    readHistory(file).events.forEach(expectSameBytes);
  });

  it('folds to the state that it says', () => {
    const { events, state } = readHistory(file);
    expect(categoryOfStream(events[0]!.stream).stateAfter(events)).toEqual(state);
  });
});
