import type { Cut } from '../engine/luck';
import type { Failure } from '../world/run';
import type { Shrunk } from './shrink';

const STORY_LINES = 40;
const STEP_LINES = 12;

/** How one run is seen again. */
export const replayOf = (seed: number, cut: Cut = {}): string =>
  [
    `npm run simulate -- --orders 1 --seed ${seed} --trace`,
    ...(Object.keys(cut).length === 0 ? [] : [`--without '${JSON.stringify(cut)}'`]),
  ].join(' ');

/** A violation at first sight: what has to be true and is not. */
export const describeFailure = (seed: number, { message }: Failure): string =>
  [`Seed ${seed} violates: ${message}`, `Replay: ${replayOf(seed)}`].join('\n');

/** The short way to a violation: what was appended, asked for and went wrong, and the last steps. */
export function describeShrunk(seed: number, { cut, failure, result, runs }: Shrunk): string {
  return [
    `The same in ${result.steps} steps with ${result.incidents.length} incidents (found in ${runs} runs).`,
    `Has to hold: ${failure.rule}. But: ${failure.message}`,
    ...failure.story.slice(-STORY_LINES).map((line) => `  ${line}`),
    'The last steps:',
    ...failure.tail.slice(-STEP_LINES).map((line) => `  ${line}`),
    `Replay: ${replayOf(seed, cut)}`,
  ].join('\n');
}
