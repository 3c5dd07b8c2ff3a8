import { setTimeout as sleep } from 'node:timers/promises';
import { AssignmentJudge, type Verdict } from './assignment-judge';
import type { DrillGateway } from './drill-gateway';
import { say } from '../whole/program';
import type { CliResult, DrillTiffin } from './drill-tiffin';
import { EveningProcess, type EveningOutcome } from './evening';
import { killPlan, VICTIMS, type PlannedKill, type Victim } from './kill-plan';
import { trendOf, type MemorySample, type MemoryTrend } from './memory';
import { ordersStored } from './order-count';
import { familyOf, killHard, memoryOf } from './processes';
import { SeededRandom } from '../../demo/seeded-random';

export interface DrillOptions {
  readonly orders: number;
  readonly kills: number;
  readonly evenings: number;
  readonly seed: number;
  readonly speed: number;
  readonly memory: boolean;
}

/** What a drill came to. */
export interface DrillResult {
  readonly isRight: boolean;
  readonly seconds: number;
  readonly kills: Readonly<Record<Victim, number>>;
  /** What does not hold, in words. */
  readonly problems: readonly string[];
  readonly verdict: Verdict;
  readonly audit: string;
  readonly reconcile: string;
  /** Null unless it was asked for. */
  readonly memory: MemoryTrend | null;
  readonly evenings: readonly EveningOutcome[];
}

const LOOK_EVERY_MS = 250;
const SAMPLE_EVERY_MS = 2_000;

/** The exit code of a command that something has kept from its work. */
const COULD_NOT = 2;
const RECONCILE_TRIES = 10;
const RECONCILE_PAUSE_MS = 3_000;

/** Evenings of a city whose machinery is killed again and again, and everything that has to hold afterwards. */
export class KillDrill {
  private readonly kills: Record<Victim, number> = { server: 0, database: 0, gateway: 0, everything: 0 };
  private readonly samples: MemorySample[] = [];
  private readonly began = new Date();

  constructor(
    private readonly options: DrillOptions,
    private readonly tiffin: DrillTiffin,
    private readonly gateway: DrillGateway,
  ) {}

  async run(): Promise<DrillResult> {
    const began = performance.now();
    const evenings: EveningOutcome[] = [];
    for (let n = 0; n < this.options.evenings; n += 1) evenings.push(await this.evening(n));
    const verdict = await AssignmentJudge.judge(this.tiffin.dataFolder);
    const audit = await this.tiffin.cli('audit', 'verify');
    const reconcile = await this.reconcile();
    const problems = [
      ...evenings.flatMap((evening, n) => problemsOf(evening, n + 1)),
      ...problemsIn(verdict, this.options),
      ...(audit.code === 0 ? [] : [`audit verify ended with ${audit.code}: ${audit.output}`]),
      ...(reconcile.code === 0 ? [] : [`money reconcile ended with ${reconcile.code}: ${reconcile.output}`]),
      ...missingKills(this.kills, this.options),
    ];
    return {
      isRight: problems.length === 0,
      seconds: Math.round((performance.now() - began) / 1_000),
      kills: this.kills,
      problems,
      verdict,
      audit: lastLine(audit.output),
      reconcile: lastLine(reconcile.output),
      memory: this.options.memory ? trendOf(this.samples) : null,
      evenings,
    };
  }

  /** The server compares its books by itself, and one comparison is made at a time. */
  private async reconcile(): Promise<CliResult> {
    const from = new Date(this.began.getTime() - 24 * 60 * 60_000).toISOString();
    for (let tries = 1; ; tries += 1) {
      const result = await this.tiffin.cli('money', 'reconcile', '--from', from);
      if (result.code !== COULD_NOT || tries === RECONCILE_TRIES) return result;
      await sleep(RECONCILE_PAUSE_MS);
    }
  }

  private async evening(n: number): Promise<EveningOutcome> {
    const { orders, kills, evenings, speed } = this.options;
    const seed = this.options.seed + n;
    const share = Math.floor(kills / evenings) + (n < kills % evenings ? 1 : 0);
    const before = (await ordersStored(this.tiffin.dataFolder)) ?? 0;
    const evening = new EveningProcess({ url: this.tiffin.url, orders, speed, seed });
    try {
      const watching = this.options.memory ? this.watchMemory(evening) : Promise.resolve();
      const plan = share === 0 ? [] : killPlan(orders, share, new SeededRandom(seed));
      for (const kill of plan) await this.carryOut(kill, before, evening);
      await watching;
      return await evening.outcome();
    } finally {
      evening.stop();
    }
  }

  private async carryOut(kill: PlannedKill, before: number, evening: EveningProcess): Promise<void> {
    for (let isTime = false; !isTime;) {
      const stored = await ordersStored(this.tiffin.dataFolder);
      isTime = stored !== null && stored - before >= kill.afterOrders;
      await sleep(isTime ? kill.delayMs : LOOK_EVERY_MS);
      if (evening.isOver) return;
    }
    const at = performance.now();
    await this.killAndStart(kill.victim);
    this.kills[kill.victim] += 1;
    // What starts anew begins small: a trend is one of a single life.
    this.samples.length = 0;
    const seconds = ((performance.now() - at) / 1_000).toFixed(1);
    say(`killed: ${kill.victim}, after ${kill.afterOrders} orders; back after ${seconds} s`);
  }

  private async killAndStart(victim: Victim): Promise<void> {
    const { tiffin, gateway } = this;
    switch (victim) {
      case 'server':
        await tiffin.killServer();
        await tiffin.start();
        return;
      case 'database':
        await tiffin.killDatabase();
        await tiffin.start();
        return;
      case 'gateway':
        await gateway.kill();
        await gateway.start();
        return;
      case 'everything': {
        const server = tiffin.pid === null ? [] : familyOf(tiffin.pid);
        await killHard([...server, ...tiffin.databasePids, ...(gateway.pid === null ? [] : [gateway.pid])]);
        await gateway.start();
        await tiffin.start();
      }
    }
  }

  private async watchMemory(evening: EveningProcess): Promise<void> {
    while (!evening.isOver) {
      const orders = await ordersStored(this.tiffin.dataFolder);
      const sum = (pids: readonly number[]): number =>
        pids.reduce((total, pid) => total + (memoryOf(pid) ?? 0), 0);
      const [server, gateway] = [this.tiffin.pid, this.gateway.pid];
      if (orders !== null && server !== null) {
        this.samples.push({
          orders,
          server: sum([server]),
          database: sum(this.tiffin.databasePids),
          gateway: gateway === null ? 0 : sum([gateway]),
        });
      }
      await sleep(SAMPLE_EVERY_MS);
    }
  }
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';

const problemsOf = ({ isRight, reconciliation }: EveningOutcome, n: number): readonly string[] => [
  ...reconciliation.differences.map(({ orderId, what }) => `evening ${n}, order ${orderId ?? '-'}: ${what}`),
  ...(reconciliation.addsUp || reconciliation.differences.length > 0
    ? []
    : [`evening ${n}: these never happened: ${reconciliation.neverHappened.join(', ')}`]),
  ...(isRight ? [] : [`evening ${n} was not right; see its result`]),
];

const problemsIn = (verdict: Verdict, { orders, evenings }: DrillOptions): readonly string[] => [
  ...verdict.violations,
  ...verdict.stuck.map((id) => `${id} has not ended, by its events`),
  ...(verdict.openReservations === 0 ? [] : [`${verdict.openReservations} reservations were never released`]),
  ...(verdict.orders < orders * evenings
    ? [`${verdict.orders} orders are stored of ${orders * evenings} that were placed`]
    : []),
];

/** A drill that killed less than it was asked to has proved less. */
function missingKills(kills: Readonly<Record<Victim, number>>, options: DrillOptions): readonly string[] {
  const done = VICTIMS.reduce((sum, victim) => sum + kills[victim], 0);
  return done < options.kills ? [`only ${done} of ${options.kills} kills came to pass`] : [];
}
