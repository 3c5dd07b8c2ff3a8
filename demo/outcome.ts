import type { Reconciliation } from './reconciliation/reconcile';
import type { Difference } from './reconciliation/parties';
import { reportLines } from './reconciliation/report';

/** What an evening came to. */
export interface Outcome {
  readonly isRight: boolean;
  readonly seed: number;
  readonly speed: number;
  /** Wall seconds of the evening, without the comparison after it. */
  readonly seconds: number;
  readonly ordersPerSecond: number;
  readonly requests: number;
  /** Events that were stored during the evening. */
  readonly events: number;
  /** How much later than planned people did something, in wall ms, 95 of 100 times at most. */
  readonly lagMs: number;
  /** What went wrong without being about one order. */
  readonly problems: readonly string[];
  /** Orders that should have been placed and were not. */
  readonly missing: number;
  readonly reconciliation: Reconciliation;
}

/** Whether everything went as it should: the books, every reply, every order. */
export const isRight = ({
  reconciliation,
  problems,
  missing,
}: Pick<Outcome, 'reconciliation' | 'problems' | 'missing'>): boolean =>
  reconciliation.addsUp && reconciliation.surprises.length === 0 && problems.length === 0 && missing === 0;

/** Why it is not right, with the orders that it is about. */
export const reasons = ({ reconciliation, problems, missing }: Outcome): readonly Difference[] => [
  ...reconciliation.differences,
  ...reconciliation.surprises,
  ...problems.map((what) => ({ orderId: null, what })),
  ...(missing === 0 ? [] : [{ orderId: null, what: `${missing} orders were never placed` }]),
];

/** For people to read, line by line. */
export function outcomeLines(outcome: Outcome): readonly string[] {
  const { reconciliation, problems, missing } = outcome;
  const { seconds, ordersPerSecond, requests, events, lagMs } = outcome;
  const rate = seconds === 0 ? 0 : Math.round(requests / seconds);
  return [
    ...reportLines(reconciliation),
    `The evening took ${Math.round(seconds)} s at up to ${outcome.speed} times the speed of the clock: ` +
      `${ordersPerSecond.toFixed(1)} orders, ${rate} requests and ${Math.round(events / Math.max(1, seconds))} events a second; ` +
      `people were ${lagMs} ms late at most, 95 times of 100.`,
    ...(missing === 0 ? [] : [`${missing} orders were never placed.`]),
    ...(problems.length === 0 ? [] : ['What nobody expected:', ...problems.map((problem) => `  ${problem}`)]),
    outcome.isRight ? 'A good evening.' : 'NOT a good evening.',
  ];
}
