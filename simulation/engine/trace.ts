import { instantOf } from '../../src/domain/kernel/instant';

/** Steps and notes that are kept to be shown. */
const KEPT = 80;

interface Line {
  /** Business time (ms). */
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

/** What happened in a run. The last of it is kept: every step, and apart from it what was appended or went wrong. */
export class Trace {
  private readonly steps: Line[] = [];
  private readonly notes: Line[] = [];

  /** @param sink gets every line, when somebody wants to read along */
  constructor(private readonly sink: ((line: string) => void) | null = null) {}

  /** One step of the schedule. */
  step(number: number, atMs: number, who: string, label: string): void {
    this.keep(this.steps, { atMs, who: `${number} ${who}`, what: label });
  }

  /** Something that a reader of the story wants to know. */
  note(atMs: number, what: string): void {
    this.keep(this.notes, { atMs, who: '', what });
  }

  /** The last of what was noted, the oldest first. */
  get story(): readonly string[] {
    return this.notes.slice(-KEPT).map(textOf);
  }

  /** The last steps, the oldest first. */
  get tail(): readonly string[] {
    return this.steps.slice(-KEPT).map(textOf);
  }

  private keep(lines: Line[], line: Line): void {
    lines.push(line);
    // Thrown away many at a time: shifting one by one costs more than all the rest.
    if (lines.length > 20 * KEPT) lines.splice(0, lines.length - KEPT);
    this.sink?.(textOf(line));
  }
}

const textOf = ({ atMs, who, what }: Line): string =>
  [instantOf(atMs), who, what].filter((part) => part !== '').join(' ');
