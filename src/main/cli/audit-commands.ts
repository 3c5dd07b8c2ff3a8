import type { Command } from 'commander';
import { verifyStream } from '../../../eventstore/registry/verify-stream';
import type { Infrastructure } from '../infrastructure';
import { endProgress, print, showProgress, withTiffin } from './session';

const PAGE = 500;

/** A stream that does not verify. */
interface Finding {
  readonly stream: string;
  readonly revision: number;
  readonly problem: string;
}

async function check({ eventStore }: Infrastructure, stream: string): Promise<Finding | null> {
  // The head is read first: a stream that grows meanwhile has more events than its head then said, never fewer.
  const head = await eventStore.readHead(stream);
  const events = await eventStore.readStream(stream);
  if (head === undefined && events.length === 0) return { stream, revision: -1, problem: 'no such stream' };
  const known = head === undefined ? events : events.filter(({ revision }) => revision <= head.revision);
  const result = verifyStream(stream, known, head);
  return result.ok ? null : { stream, revision: result.revision, problem: result.problem };
}

async function* allStreams({ eventStore }: Infrastructure): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const names = await eventStore.listStreams(after, PAGE);
    yield* names;
    const last = names.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

export function auditCommands(program: Command): void {
  program
    .command('verify')
    .description('recompute the hash chain of streams from their stored bytes; names what was changed')
    .argument('[streams...]', 'names of streams; all of them if left out')
    .option('--json', 'print the result as JSON')
    .action(async (names: readonly string[], options: { readonly json?: boolean }) => {
      await withTiffin(async (parts) => {
        const findings: Finding[] = [];
        let checked = 0;
        for await (const stream of names.length > 0 ? names : allStreams(parts)) {
          const finding = await check(parts, stream);
          checked += 1;
          if (finding !== null) findings.push(finding);
          if (checked % 100 === 0) showProgress(`${checked} streams verified`);
        }
        endProgress();
        if (options.json === true) print(JSON.stringify({ checked, findings }));
        else {
          for (const { stream, revision, problem } of findings) {
            print(`BROKEN ${stream} at revision ${revision}: ${problem}`);
          }
          print(`${checked} streams verified, ${findings.length} broken`);
        }
        if (findings.length > 0) process.exitCode = 2;
      });
    });
}
