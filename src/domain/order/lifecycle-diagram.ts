import type { Transition } from './order-transitions';

/** What an arrow of the diagram leads to: a restored order returns to wherever it can be cancelled. */
function targetsOf({ to }: Transition, all: readonly Transition[]): readonly string[] {
  if (to === 'same') return [];
  if (to !== 'previous') return [to];
  return all.filter(({ command }) => command === 'CancelOrder').flatMap(({ from }) => from);
}

/** The statuses and the commands that lead from one to another, as a Mermaid state diagram. */
export function lifecycleDiagram(transitions: readonly Transition[]): string {
  const arrows = transitions.flatMap((transition) =>
    transition.from.flatMap((from) =>
      targetsOf(transition, transitions).map(
        (to) => `${from === 'ABSENT' ? '[*]' : from} --> ${to}: ${transition.command}`,
      ),
    ),
  );
  const left = new Set(transitions.filter(({ to }) => to !== 'same').flatMap(({ from }) => from));
  const reached = new Set(transitions.map(({ to }) => to));
  const ends = [...reached].filter((to) => to !== 'same' && to !== 'previous' && !left.has(to));
  const lines = [...arrows, ...ends.map((end) => `${end} --> [*]`)];
  return ['stateDiagram-v2', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

const list = (names: readonly string[]): string => names.join(', ');

/** Every row of the table of transitions, as a Markdown table. */
export function lifecycleTable(transitions: readonly Transition[]): string {
  const rows = transitions.map(
    ({ command, from, to, events, meaning }) =>
      `| ${command} | ${list(from)} | ${to} | ${list(events)} | ${meaning} |`,
  );
  return ['| Command | From | To | Events | Meaning |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}
