import { progressLine, progressLines, type Snapshot } from './progress-text';

const REDRAW_EVERY_MS = 500;
const LINE_EVERY_MS = 5_000;

/** Shows how the evening goes: redrawn on a terminal, a line now and then elsewhere. */
export class Progress {
  private drawn = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly to: NodeJS.WriteStream) {}

  start(snapshot: () => Snapshot): void {
    const show = this.to.isTTY
      ? () => this.redraw(snapshot())
      : () => this.to.write(`${progressLine(snapshot())}\n`);
    this.timer = setInterval(show, this.to.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.drawn = 0;
  }

  /** A line that stays. */
  say(line: string): void {
    this.erase();
    this.to.write(`${line}\n`);
  }

  private redraw(snapshot: Snapshot): void {
    this.erase();
    const width = Math.max(20, this.to.columns - 1);
    const lines = progressLines(snapshot).map((line) => Array.from(line).slice(0, width).join(''));
    this.to.write(`${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }

  /** Goes back to where the last drawing began. */
  private erase(): void {
    if (this.drawn > 0) this.to.write(`\x1b[${this.drawn}A\x1b[J`);
    this.drawn = 0;
  }
}
