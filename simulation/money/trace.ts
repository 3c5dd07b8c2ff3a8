import { createHash } from 'node:crypto';

const KEPT = 30;

/** What happened in a run, line by line: a hash of all of it, and the last lines in clear. */
export class Trace {
  lines = 0;
  private readonly hash = createHash('sha256');
  private readonly last: string[] = [];

  /** @param sink gets every line, when somebody wants to read along */
  constructor(private readonly sink: ((line: string) => void) | null = null) {}

  add(line: string): void {
    this.lines += 1;
    this.hash.update(line).update('\n');
    this.last.push(line);
    if (this.last.length > KEPT) this.last.shift();
    this.sink?.(line);
  }

  get tail(): readonly string[] {
    return this.last;
  }

  /** SHA-256 (hex) of all lines so far. */
  digest(): string {
    return this.hash.copy().digest('hex');
  }
}
