import type { Command } from 'commander';
import { seedDemoCity } from '../demo/seed-demo-city';
import type { Infrastructure } from '../infrastructure';
import type { Cli } from './cli';
import { CouldNot } from './exit-codes';
import { moreHelp } from './help';

/** What the seeding added, by category of streams. */
async function addedAfter(
  { eventStore }: Pick<Infrastructure, 'eventStore'>,
  before: number,
): Promise<{ readonly events: number; readonly streams: Readonly<Record<string, number>> }> {
  const streams: Record<string, number> = {};
  let events = 0;
  let page = await eventStore.readAll(before, { limit: 1_000 });
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const { stream, revision } of page) {
      events += 1;
      const category = stream.slice(0, stream.indexOf('-'));
      if (revision === 0) streams[category] = (streams[category] ?? 0) + 1;
    }
    page = await eventStore.readAll(last.position, { limit: 1_000 });
  }
  return { events, streams };
}

async function seed(cli: Cli, { json }: { readonly json?: boolean }): Promise<void> {
  if (!cli.config().sandbox) {
    throw new CouldNot('The demo city is for sandboxes: this is a production environment (NODE_ENV).');
  }
  await cli.withNewTiffin(async (parts) => {
    const before = await parts.eventStore.headPosition();
    const logins = await seedDemoCity({
      executor: parts.executor,
      accounts: parts.accounts,
      hasher: parts.passwordHasher,
      keys: parts.subjectKeys,
      clock: parts.businessClock,
    });
    const { events, streams } = await addedAfter(parts, before);
    if (json === true) {
      cli.json({ events, streams, logins });
      return;
    }
    const what = Object.entries(streams).map(([category, count]) => `${count} ${category}`);
    cli.print(
      events === 0
        ? 'The demo city was there already; nothing was added.'
        : `Added ${events} events; new streams: ${what.join(', ') || 'none'}.`,
    );
    for (const { role, login, password, name } of logins) {
      cli.print(`  ${role.padEnd(12)} ${login}  ${password}  ${name}`);
    }
  });
}

export function seedCommand(program: Command, cli: Cli): void {
  program
    .command('seed')
    .description('add the demo city, or what is missing of it, to a sandbox')
    .option('--json', 'print what was added as JSON')
    .addHelpText(
      'after',
      moreHelp({
        about: 'What was seeded before stays as it is. In production (NODE_ENV=production) it is refused.',
        couldNot: 'this is production, or the store does not answer',
        examples: [['seed', 'restaurants, menus, customers, couriers']],
      }),
    )
    .action((options: { readonly json?: boolean }) => seed(cli, options));
}
