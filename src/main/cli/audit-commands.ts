import type { Command } from 'commander';
import { verifyStream } from '../../../eventstore/registry/verify-stream';
import type { EventStore } from '../../application/ports/event-store';
import type { Cli } from './cli';
import { CouldNot, FOUND } from './exit-codes';
import { moreHelp } from './help';

const PAGE = 500;

/** A stream that does not verify. */
export interface Finding {
  readonly stream: string;
  readonly revision: number;
  readonly problem: string;
}

interface Verified {
  readonly finding: Finding | null;
  readonly events: number;
}

/**
 * Recomputes the hash chain of a stream as it is stored now.
 * @throws CouldNot when there is no such stream
 */
export async function verifyStored(
  eventStore: Pick<EventStore, 'readHead' | 'readStream'>,
  stream: string,
): Promise<Verified> {
  // The head is read first: a stream that grows meanwhile has more events than its head then said, never fewer.
  const head = await eventStore.readHead(stream);
  const events = await eventStore.readStream(stream);
  if (head === undefined && events.length === 0) throw new CouldNot(`There is no stream ${stream}.`);
  const known = head === undefined ? events : events.filter(({ revision }) => revision <= head.revision);
  const result = verifyStream(stream, known, head);
  const finding = result.ok ? null : { stream, revision: result.revision, problem: result.problem };
  return { finding, events: known.length };
}

async function* allStreams(eventStore: EventStore): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const names = await eventStore.listStreams(after, PAGE);
    yield* names;
    const last = names.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

interface VerifyOptions {
  readonly stream: readonly string[];
  readonly json?: boolean;
}

async function verify(cli: Cli, names: readonly string[], { json }: VerifyOptions): Promise<void> {
  await cli.withTiffin(async ({ eventStore }) => {
    const findings: Finding[] = [];
    let checked = 0;
    let events = 0;
    for await (const stream of names.length > 0 ? names : allStreams(eventStore)) {
      const verified = await verifyStored(eventStore, stream);
      checked += 1;
      events += verified.events;
      if (verified.finding !== null) findings.push(verified.finding);
      if (checked % 100 === 0) cli.terminal.progress(`${checked} streams, ${events} events verified`);
    }
    cli.terminal.endProgress();
    if (json === true) cli.json({ checked, events, findings });
    else {
      for (const { stream, revision, problem } of findings) {
        cli.print(`BROKEN ${stream} at revision ${revision}: ${problem}`);
      }
      cli.print(`${checked} streams verified, ${findings.length} broken`);
    }
    if (findings.length > 0) cli.endWith(FOUND);
  });
}

export function auditCommands(program: Command, cli: Cli): void {
  program
    .command('audit')
    .description('whether the stored events are those that were written')
    .command('verify')
    .description('recompute the hash chain of streams from their stored bytes; names what was changed')
    .argument('[streams...]', 'names of streams; all of them if left out')
    .option(
      '--stream <name>',
      'one more stream; may be repeated',
      (name: string, all: readonly string[]) => [...all, name],
      [],
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'a stream does not verify',
        couldNot: 'there is no such stream, or no store',
        examples: [
          ['audit verify', 'every stream'],
          ['audit verify --stream order-6a6560b6-…', 'one of them'],
          ['audit verify --json', 'for a program to read'],
        ],
      }),
    )
    .action((names: readonly string[], options: VerifyOptions) =>
      verify(cli, [...names, ...options.stream], options),
    );
}
