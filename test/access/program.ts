import { Command } from 'commander';
import { faultsAfterAll } from '../whole/after-all';
import { catalogue } from '../whole/catalogue';
import { demoPerson, ROLES } from '../whole/people';
import { say, sayFirst } from '../whole/program';
import { serverAt, startServer, type WholeServer } from '../whole/servers';
import { Wire } from '../whole/wire';
import { kitchensOf, signInStaff, World } from '../whole/world';
import { ACCESS_TABLE, AccessRun, rowNameOf, type Callers } from './access-run';
import { CALLERS } from './expectation';
import { idFieldsOf } from './owned';

interface Options {
  readonly url?: string;
  readonly json: boolean;
}

const PHASES = ['together', 'alone', 'last'] as const;

async function execute(server: WholeServer, json: boolean): Promise<boolean> {
  const began = performance.now();
  const wire = new Wire(server.url, 60_000);
  const [staff, kitchens] = [await signInStaff(wire), await kitchensOf(wire)];
  const people = await Promise.all(ROLES.map(async (role) => [role, await demoPerson(wire, role)] as const));
  const run = new AccessRun(wire, Object.fromEntries(people) as Callers);
  const [first] = kitchens;
  const second = kitchens.find(({ owner }) => owner.id !== first?.owner.id);
  if (first === undefined || second === undefined) throw new Error('the city has no two owners');
  const mine = await World.open(wire, staff, first, first);
  const theirs = await World.open(wire, staff, second, second);

  const { entries, exceptions } = catalogue(server.gateway);
  const byRow = new Map(entries.map((entry) => [rowNameOf(entry), entry]));
  const phaseOf = (row: string) => byRow.get(row)?.phase ?? 'together';
  for (const phase of PHASES) {
    for (const [row, access] of [...ACCESS_TABLE].filter(([one]) => phaseOf(one) === phase)) {
      await run.attempt(row, () => run.row(row, access, byRow.get(row), mine));
    }
    for (const entry of entries.filter((one) => one.phase === phase)) {
      await run.attempt(entry.route.name, () => run.ids(entry, mine, theirs));
    }
  }
  await mine.ask(staff.admin, 'PUT', '/sandbox/clock', { rate: 1 });
  if (server.databaseUrl !== null) await run.checkLog(server.databaseUrl);
  const failures = [...run.failures, ...(await faultsAfterAll(server, wire, mine))];
  wire.close();

  const fields = entries.map((entry) => ({ name: entry.route.name, ...idFieldsOf(entry.route) }));
  const result = {
    routes: ACCESS_TABLE.size,
    callers: CALLERS.length,
    cells: run.cells,
    cellsByOutcome: run.cellsByOutcome,
    routesWithIds: fields.filter(({ owned }) => owned.length > 0).length,
    ownThingsShown: run.ownIds,
    answersCompared: run.pairs,
    requests: run.requests,
    seconds: Math.round((performance.now() - began) / 1_000),
    exceptions: Object.fromEntries(exceptions),
    everybodys: fields.flatMap(({ name, everybodys }) =>
      everybodys.map(([field, why]) => `${name} ${field}: ${why}`),
    ),
    failures: failures.length,
  };
  const lines = Object.entries({ ...result, everybodys: result.everybodys.length });
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...result, failures }, null, 2)}\n`
      : `${lines.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n')}\n`,
  );
  sayFirst(failures, 30);
  say(
    failures.length === 0
      ? 'Everybody gets what is theirs, and nothing else.'
      : `${failures.length} failures.`,
  );
  return failures.length === 0;
}

async function main(): Promise<void> {
  const options = new Command('access')
    .description(
      'Every role at every route of docs/access.md, and every id that a request can give: own things are shown; ' +
        "somebody else's and those that do not exist are answered alike.",
    )
    .option('--url <url>', 'a server that runs already, that nobody else uses and that is a sandbox')
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', '\nExamples:\n  npm run access\n  npm run access -- --json')
    .parse()
    .opts<Options>();
  const server = options.url === undefined ? await startServer() : serverAt(options.url);
  try {
    process.exitCode = (await execute(server, options.json)) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
});
