import { InvalidArgumentError, type Command } from 'commander';
import { EVENT_TYPES } from '../../../eventstore/registry/catalogue';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store';
import { shardOf } from '../../domain/kernel/shard';
import { wholeNumber } from './arguments';
import type { Cli } from './cli';
import { CouldNot, FOUND } from './exit-codes';
import { indent, isUnaltered, lineOf, plain, pretty, shown } from './event-text';
import { moreHelp } from './help';

const PAGE = 1_000;
const USUAL_LENGTH = 20;

interface TailOptions {
  readonly from?: number;
  readonly follow?: boolean;
  readonly type: readonly string[];
  readonly order?: string;
  readonly limit?: number;
  readonly data?: boolean;
  readonly json?: boolean;
}

/** @throws InvalidArgumentError */
function anotherType(name: string, types: readonly string[]): readonly string[] {
  if (EVENT_TYPES.includes(name)) return [...types, name];
  throw new InvalidArgumentError('There is no such event; docs/event-catalogue.md names them all.');
}

/** The stored events after a position, to the end of the log; with `follow`, and those that come. */
async function* eventsAfter(
  { eventStore }: { readonly eventStore: EventStore },
  after: number,
  { order, follow }: TailOptions,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent> {
  const shards = order === undefined ? undefined : [shardOf(order)];
  let position = after;
  for (;;) {
    const options = shards === undefined ? { limit: PAGE } : { limit: PAGE, shards };
    const page = await eventStore.readAll(position, options);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || signal.aborted) break;
    position = last.position;
  }
  if (follow !== true) return;
  for await (const batch of eventStore.follow(position, signal)) yield* batch;
}

async function tail(cli: Cli, options: TailOptions): Promise<void> {
  const { from, order, type, limit = Infinity } = options;
  await cli.withTiffin(async (parts) => {
    const end = await parts.eventStore.headPosition();
    // All of an order's; of the whole log, the end.
    const start = from ?? (order === undefined ? Math.max(1, end - USUAL_LENGTH + 1) : 1);
    const signal = cli.terminal.interrupted;
    let left = limit;
    for await (const recorded of eventsAfter(parts, start - 1, options, signal)) {
      if (type.length > 0 && !type.includes(recorded.type)) continue;
      const event = shown(recorded);
      if (order !== undefined && event.metadata?.partitionKey !== order) continue;
      if (options.json === true) cli.json(event);
      else {
        cli.print(lineOf(event));
        if (options.data === true) cli.print(indent(plain(event.data), ' '.repeat(10)));
      }
      left -= 1;
      if (left === 0) break;
    }
  });
}

async function find(eventStore: EventStore, place: string): Promise<RecordedEvent> {
  const named = /^(?<stream>.+)@(?<revision>\d+)$/.exec(place)?.groups;
  if (named !== undefined) {
    const revision = Number(named.revision);
    const [event] = await eventStore.readStream(named.stream ?? '', revision);
    if (event?.revision === revision) return event;
    throw new CouldNot(`There is no event ${place}.`);
  }
  const position = Number(place);
  if (!Number.isSafeInteger(position) || position < 1) {
    throw new CouldNot(`${place} is neither a position nor STREAM@REVISION, such as order-6a6560b6-…@3.`);
  }
  const [event] = await eventStore.readAll(position - 1, { limit: 1 });
  if (event?.position === position) return event;
  throw new CouldNot(`There is no event at position ${position}.`);
}

async function show(
  cli: Cli,
  place: string,
  { json, raw }: { readonly json?: boolean; readonly raw?: boolean },
): Promise<void> {
  await cli.withTiffin(async ({ eventStore }) => {
    const recorded = await find(eventStore, place);
    if (raw === true) {
      cli.print(recorded.metadata);
      cli.print(recorded.data);
      return;
    }
    const event = shown(recorded);
    const { metadata } = event;
    const unaltered = metadata !== null && isUnaltered(recorded, metadata.prevHash);
    if (!unaltered || event.unreadable !== null) cli.endWith(FOUND);
    if (json === true) {
      cli.json({ ...event, unaltered });
      return;
    }
    cli.print(`${event.type}, at position ${event.position}, ${event.stream}@${event.revision}`);
    const row = (name: string, value: string): void => cli.print(`  ${name.padEnd(14)} ${value}`);
    row('recorded', `${event.recordedAt}, shard ${event.shard}`);
    if (metadata !== null) {
      row('happened', metadata.occurredAt);
      row('by', `${metadata.actor.role} ${metadata.actor.id}`);
      row('partition key', metadata.partitionKey);
      row('command', `${metadata.commandId}, fingerprint ${metadata.fingerprint}`);
      row('correlation', metadata.correlationId);
      row('caused by', metadata.causationId);
      row(
        'policies',
        Object.entries(metadata.policies)
          .map((one) => one.join(' '))
          .join(', ') || 'none',
      );
      row('trace', metadata.traceparent ?? 'none');
      row('form', `version ${metadata.schema}`);
      row('hash before', metadata.prevHash);
    }
    row('hash', event.hash);
    row('id', event.id);
    row('bytes', unaltered ? 'are those of the hash' : 'ARE NOT THOSE OF THE HASH');
    cli.print(
      event.unreadable === null ? indent(pretty(event.data)) : `  cannot be read: ${event.unreadable}`,
    );
  });
}

export function eventCommands(program: Command, cli: Cli): void {
  const events = program
    .command('events')
    .description('the stored events, in the order in which they were stored');

  events
    .command('tail')
    .description(`the end of the log, one line per event; of an order, all of it`)
    .option('--from <position>', `from there on; the last ${USUAL_LENGTH}, if left out`, wholeNumber)
    .option('--follow', 'go on with those that come, until Ctrl+C')
    .option('--type <name>', 'only of this type; may be repeated', anotherType, [])
    .option(
      '--order <id>',
      'only of the story of this order: its own, its payments, delivery, books and review',
    )
    .option('--limit <n>', 'at most so many', wholeNumber)
    .option('--data', 'with what they hold')
    .option('--json', 'print each as a line of JSON')
    .addHelpText(
      'after',
      moreHelp({
        examples: [
          ['events tail --follow', 'what happens now'],
          ['events tail --from 1 --type OrderPlaced --limit 3 --data', 'the first three orders'],
          ['events tail --order 6a6560b6-… --json', 'the story of an order'],
        ],
      }),
    )
    .action((options: TailOptions) => tail(cli, options));

  events
    .command('show')
    .description('one event: what it holds, who caused it, its hash')
    .argument('<place>', 'a position, or STREAM@REVISION')
    .option('--raw', 'print metadata and data, byte for byte as they are stored, a line each')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'its bytes are not those of its hash, or it cannot be read',
        couldNot: 'there is no such event, or no store',
        examples: [
          ['events show 1234', 'by its position'],
          ['events show order-6a6560b6-…@0', 'by its stream'],
          ['events show 1234 --raw', 'the bytes that were hashed'],
        ],
      }),
    )
    .action((place: string, options: { readonly json?: boolean; readonly raw?: boolean }) =>
      show(cli, place, options),
    );
}
