import type { ApiClient } from './api-client';
import { Evening } from './evening';
import { whole } from './json';
import { optionsOf, type Options } from './options';
import { isRight, outcomeLines, type Outcome } from './outcome';
import { CannotTakePlace, openHouse } from './preparations';
import { Progress } from './progress';
import { reconcile } from './reconciliation/reconcile';

async function play(options: Options, progress: Progress): Promise<Outcome> {
  const say = (line: string): void => progress.say(line);
  const house = await openHouse(options.url);
  const { traffic, admin, support, gateway } = house;
  const evening = new Evening(house, options, say);
  await evening.open();
  const faultsBefore = await gateway.faultCounts();
  const headBefore = await head(admin);
  const began = performance.now();
  progress.start(() => evening.snapshot());
  await evening.run(faultsBefore);
  const seconds = (performance.now() - began) / 1_000;
  progress.stop();
  const events = (await head(admin)) - headBefore;
  const { requests } = traffic;
  const reconciliation = await reconcile(evening.log, { admin, support, gateway, faultsBefore }, say);
  const problems = [...evening.problems, ...traffic.failures].map(([what, times]) => `${times} × ${what}`);
  const missing = options.orders - evening.log.orders.size;
  return {
    isRight: isRight({ reconciliation, problems, missing }),
    ...{
      seed: options.seed,
      speed: options.speed,
      seconds,
      ordersPerSecond: evening.log.orders.size / seconds,
    },
    ...{ requests, events, lagMs: house.time.lagMs, problems, missing, reconciliation },
  };
}

/** How many events are stored. */
async function head(admin: ApiClient): Promise<number> {
  const { body } = await admin.ask('GET', '/staff/projections');
  return whole(body, 'head');
}

async function main(): Promise<void> {
  // An option that is wrong is a reason why the evening could not take place.
  const options = optionsOf(process.argv, (command) =>
    command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2)),
  );
  const progress = new Progress(options.json ? process.stderr : process.stdout);
  try {
    const outcome = await play(options, progress);
    if (options.json) process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
    else process.stdout.write(`\n${outcomeLines(outcome).join('\n')}\n`);
    process.exitCode = outcome.isRight ? 0 : 1;
  } catch (error) {
    progress.stop();
    const why =
      error instanceof CannotTakePlace ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${why ?? ''}\n`);
    process.exitCode = 2;
  }
}

void main().finally(() => {
  // Feeds that were left open must not keep the program running; what was written is written.
  setTimeout(() => process.exit(), 200).unref();
});
