/** Tells how far long work is: on one line of a terminal, and now and then a line elsewhere. */
export class Progress {
  private toldAt = 0;
  private readonly began = performance.now();

  constructor(private readonly isQuiet: boolean) {}

  /** Seconds since the work began. */
  get seconds(): number {
    return (performance.now() - this.began) / 1_000;
  }

  tell(done: number, of: number, what: string): void {
    const isTerminal = process.stderr.isTTY;
    const now = performance.now();
    if (this.isQuiet || now - this.toldAt < (isTerminal ? 200 : 10_000)) return;
    this.toldAt = now;
    const rate = done / this.seconds;
    const left = rate > 0 ? Math.max(0, of - done) / rate : 0;
    const line = `${done} of ${of} ${what}, ${rate.toFixed(1)} a second, ${timeOf(left)} to go`;
    process.stderr.write(isTerminal ? `\r${line.padEnd(78)}` : `${line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY && !this.isQuiet) process.stderr.write('\r'.padEnd(79) + '\r');
  }
}

const timeOf = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
