import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/adapters/driven/embedded-postgres/embedded-postgres';
import { makeDataFolder, removeFolder } from './data-folder';
import { ServerProcess } from './server-process';
import { PING_EVERY_MS, SocketRun, type SocketOptions, type SocketReport } from './socket-run';
import { printTable } from './table';

const HELP = `Follows orders over sockets while they live, cuts lines and resumes, and compares what every client was told
with what there was to tell.

Usage: npm run bench:sockets -- [options]

  --sockets N       sockets that are open at a time (default 2000)
  --orders M        orders that are followed (default a tenth of the sockets; at least a twentieth)
  --seconds S       how long the orders take from the kitchen's yes to the door (default 60)
  --disconnects R   lines that are cut on the way, each of which resumes (default as many as sockets)
  --seed X          which lines are cut, and when (default 1)
  --json            print the result as JSON
  --help            this text

The server is a process of its own, with every role; the clients are this one. Positions are sent by couriers over the
API, each every ${PING_EVERY_MS / 1_000} seconds; their time runs from sending the request to having the frame of a socket.
Ten thousand sockets need as many open files in both processes (ulimit -n 20000).`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** The command line is not understood. Its message is for people. */
class UsageError extends Error {}

function parseOptions(): (SocketOptions & { readonly json: boolean }) | null {
  const { values } = parseArgs({
    options: {
      sockets: { type: 'string', default: '2000' },
      orders: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      disconnects: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const sockets = Number(values.sockets);
  const options = {
    sockets,
    orders: Number(values.orders ?? Math.ceil(sockets / 10)),
    seconds: Number(values.seconds),
    disconnects: Number(values.disconnects ?? sockets),
    seed: Number(values.seed),
    json: values.json,
  };
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= 0)) {
      throw new UsageError(`--${name} takes a number`);
    }
  }
  if (options.orders < 1 || options.sockets > 20 * options.orders) {
    throw new UsageError('one order has at most 20 followers here: give more --orders');
  }
  return options;
}

function printReport(report: SocketReport): void {
  const { messages, positions, statuses, memory, cpu } = report;
  const ms = (times: { readonly p50: number; readonly p99: number }): string =>
    `p50 ${times.p50.toFixed(1)} ms, p99 ${times.p99.toFixed(1)} ms`;
  printTable(
    [
      ['sockets, orders', `${report.sockets}, ${report.orders}`],
      ['lines cut and resumed', `${report.cuts}`],
      ['messages expected / told', `${messages.expected} / ${messages.told}`],
      ['missing, repeated, out of order, different', Object.values(messages.wrong).join(', ')],
      ['closed with the order over', `${report.closedOver} of ${report.sockets}`],
      ['positions sent / frames', `${positions.sent} / ${positions.frames}`],
      ['position sent to frame', ms(positions.times)],
      ['command sent to status frame', ms(statuses.times)],
      ['server memory before / with sockets', `${memory.beforeMb} / ${memory.withSocketsMb} MB`],
      ['memory per socket', `${memory.perSocketKb.toFixed(1)} kB`],
      ['CPU while positions flow: server / clients', `${cpu.serverPercent} % / ${cpu.clientsPercent} %`],
    ],
    1,
  );
}

async function main(): Promise<void> {
  const options = parseOptions();
  if (options === null) {
    print(HELP);
    return;
  }
  const folder = makeDataFolder();
  const undo: (() => Promise<void>)[] = [];
  try {
    const postgres = await startEmbeddedPostgres(folder, { log: () => undefined });
    undo.push(() => postgres.stop());
    const server = await ServerProcess.start('tiffin-server.js', {
      DATABASE_URL: postgres.url,
      DATA_DIR: folder,
      BENCH_ROLES: 'api,relay,projector,processes',
    });
    undo.push(() => server.stop());
    const note = (line: string): void => void process.stderr.write(`${line}\n`);
    const report = await new SocketRun(server, options, note).run();
    const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version };
    if (options.json) print(JSON.stringify({ machine, options, report }, null, 2));
    else printReport(report);
    const { wrong } = report.messages;
    if (Object.values(wrong).some((count) => count > 0)) process.exitCode = 1;
  } finally {
    for (const step of undo.reverse()) await step();
    removeFolder(folder);
  }
}

main().catch((error: unknown) => {
  const text =
    error instanceof UsageError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text ?? ''}\n`);
  process.exitCode = 1;
});
