import type { Command } from 'commander';
import { deliveryAggregate, orderAggregate, paymentAggregate } from '../../application/aggregates';
import { streamOf } from '../../application/commands/aggregate';
import type { Instant } from '../../domain/kernel/instant';
import type { FeedEvent } from '../../projections/projection';
import type { Infrastructure } from '../infrastructure';
import { instantArgument, wholeNumber } from './arguments';
import type { Cli } from './cli';
import { CouldNot, FOUND } from './exit-codes';
import { indent, plainJson, pretty } from './event-text';
import { moreHelp } from './help';
import { bookLines, booksOf } from './order-books';
import { peopleLines, peopleOf } from './order-people';
import { momentLine, momentsOf, reportLines, streamLines, viewOf } from './order-report';
import { readOrder, stateOf, type OrderStream, type StoredOrder } from './order-streams';

const USUAL_EVENTS = 10;

interface ShowOptions {
  readonly people?: boolean;
  readonly events: number;
  readonly json?: boolean;
}

interface ReplayOptions {
  readonly at?: Instant;
  readonly revision?: number;
  readonly json?: boolean;
}

/** A broken chain is said aloud, whatever else was asked for. */
function judge(cli: Cli, streams: readonly OrderStream[]): void {
  if (streams.some(({ problem }) => problem !== null)) cli.endWith(FOUND);
}

async function show(cli: Cli, id: string, { people, events, json }: ShowOptions): Promise<void> {
  await cli.withTiffin(async (parts) => {
    const { orderId, streams, facts } = await readOrder(parts.eventStore, id);
    judge(cli, streams);
    const row = viewOf(orderId, facts);
    if (row === null) throw new CouldNot(`order-${id} does not begin with an order that was placed.`);
    const who = people === true ? await peopleOf(parts, row) : null;
    const moments = momentsOf(orderId, facts);
    const last = moments.slice(Math.max(0, moments.length - events));
    const books = booksOf(facts);
    if (json === true) {
      cli.json({ order: row, people: who, books, streams, events: last });
      return;
    }
    for (const line of reportLines(row)) cli.print(line);
    for (const line of who === null ? [`people       sealed; --people opens it`] : peopleLines(who)) {
      cli.print(`  ${line}`);
    }
    if (books.length > 0) cli.print('  books        debits above zero');
    for (const line of bookLines(books)) cli.print(line);
    for (const line of streamLines(streams)) cli.print(line);
    if (last.length < moments.length) cli.print(`  … ${moments.length - last.length} events before these`);
    last.forEach((moment, i) => cli.print(`  ${momentLine(moment, last[i - 1])}`));
  });
}

/** The events up to a revision of the order's own stream, or up to a business time. */
function upTo({ orderId, facts }: StoredOrder, { at, revision }: ReplayOptions): readonly FeedEvent[] {
  if (revision !== undefined) {
    const stream = streamOf(orderAggregate, orderId);
    const end = facts.find(({ recorded }) => recorded.stream === stream && recorded.revision === revision);
    if (end === undefined) throw new CouldNot(`${stream} has no revision ${revision}.`);
    return facts.filter(({ recorded }) => recorded.position <= end.recorded.position);
  }
  if (at === undefined) return facts;
  const before = facts.filter(({ metadata }) => metadata.occurredAt <= at);
  if (before.length > 0) return before;
  throw new CouldNot(
    `Nothing had happened by ${at}: the order was placed at ${facts[0]?.metadata.occurredAt ?? '?'}.`,
  );
}

/** What the deciders make of the events, stream by stream. */
function statesOf(
  streams: readonly OrderStream[],
  facts: readonly FeedEvent[],
): Readonly<Record<string, unknown>> {
  const known = new Set(facts.map(({ recorded }) => recorded.stream));
  const states: Record<string, unknown> = {};
  for (const { stream } of streams) {
    if (!known.has(stream)) continue;
    switch (stream.slice(0, stream.indexOf('-'))) {
      case orderAggregate.category:
        states[stream] = stateOf(orderAggregate, stream, facts);
        break;
      case paymentAggregate.category:
        states[stream] = stateOf(paymentAggregate, stream, facts);
        break;
      case deliveryAggregate.category:
        states[stream] = stateOf(deliveryAggregate, stream, facts);
        break;
    }
  }
  return states;
}

async function replay(cli: Cli, id: string, options: ReplayOptions): Promise<void> {
  if (options.at !== undefined && options.revision !== undefined) {
    throw new CouldNot('Give --at or --revision, not both.');
  }
  await cli.withTiffin(async ({ eventStore }: Infrastructure) => {
    const stored = await readOrder(eventStore, id);
    const { orderId, streams } = stored;
    judge(cli, streams);
    const facts = upTo(stored, options);
    const moments = momentsOf(orderId, facts);
    const states = statesOf(streams, facts);
    const leftOut = stored.facts.length - facts.length;
    if (options.json === true) {
      cli.json({ timeline: moments, leftOut, states: plainJson(states), streams });
      return;
    }
    moments.forEach((moment, i) => cli.print(momentLine(moment, moments[i - 1])));
    if (leftOut > 0) cli.print(`… ${leftOut} events after that were left out`);
    for (const [stream, state] of Object.entries(states)) {
      cli.print(`${stream}:`);
      cli.print(indent(pretty(state)));
    }
    for (const line of streamLines(streams)) cli.print(line.trimStart());
  });
}

export function orderCommands(program: Command, cli: Cli): void {
  const orders = program.command('order').description('one order, straight from its stored events');

  orders
    .command('show')
    .description('how an order stands: state, money, kitchen, delivery, its books and last events')
    .argument('<id>', 'id of the order')
    .option('--people', 'open what is sealed: who ordered, where it goes, who brings it')
    .option('--events <n>', 'so many of the last events', wholeNumber, USUAL_EVENTS)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'the hash chain of one of its streams does not hold',
        couldNot: 'there is no such order, or no store',
        examples: [
          ['order show 6a6560b6-…', 'nobody is named'],
          ['order show 6a6560b6-… --people', 'for support'],
          ['order show 6a6560b6-… --json', 'for a program to read'],
        ],
      }),
    )
    .action((id: string, options: ShowOptions) => show(cli, id, options));

  orders
    .command('replay')
    .description('how an order came to where it is or was: its events, folded by its own deciders')
    .argument('<id>', 'id of the order')
    .option('--at <time>', 'only what had happened by then, on the business clock', instantArgument)
    .option('--revision <n>', "only up to this revision of the order's own stream", wholeNumber)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      moreHelp({
        about: 'The hash chains of all streams that are read are recomputed from the stored bytes.',
        found: 'the hash chain of one of its streams does not hold',
        couldNot: 'there is no such order or revision, nothing had happened by then, or no store',
        examples: [
          ['order replay 6a6560b6-…', 'to the end'],
          ['order replay 6a6560b6-… --revision 3', 'its first four events'],
          ['order replay 6a6560b6-… --at 2026-03-01T19:30:00+05:30', 'as it stood then'],
        ],
      }),
    )
    .action((id: string, options: ReplayOptions) => replay(cli, id, options));
}
