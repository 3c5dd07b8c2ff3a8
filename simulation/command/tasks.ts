import type { Failure } from '../world/run';

/** What a worker is to do. */
export type Task =
  | { readonly do: 'run'; readonly seed: number }
  /** Plants a bug, by its number, and runs seed after seed until it is caught. */
  | { readonly do: 'plant'; readonly bug: number; readonly seed: number; readonly most: number };

/** What it came to. */
export type Done =
  | {
      readonly did: 'run';
      readonly seed: number;
      readonly orders: number;
      readonly steps: number;
      readonly digest: string;
      readonly counts: readonly (readonly [string, number])[];
      readonly failure: Failure | null;
    }
  | {
      readonly did: 'plant';
      readonly bug: number;
      readonly runs: number;
      /** Null: it was not caught. */
      readonly seed: number | null;
      readonly rule: string | null;
    }
  | { readonly did: 'fail'; readonly task: Task; readonly error: string };
