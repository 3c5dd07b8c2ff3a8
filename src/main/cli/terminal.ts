/** Where a command speaks to. */
export interface Terminal {
  /** What was asked for: a line on standard output. */
  print(line: string): void;
  /** What is said beside it: a line on standard error. */
  note(line: string): void;
  /** How far a long work is. On a terminal one line that is written over; elsewhere a line every few seconds. */
  progress(text: string): void;
  endProgress(): void;
  /** Columns that help texts may take. */
  readonly columns: number;
  /** Aborts when the reader has seen enough. */
  readonly interrupted: AbortSignal;
}

/** Between two lines of progress where they cannot be written over (ms). */
const PROGRESS_EVERY_MS = 2_000;

/** The terminal of this process. Listens for Ctrl+C only when a command asks whether it was pressed. */
export class ProcessTerminal implements Terminal {
  readonly columns = process.stdout.isTTY ? Math.min(process.stdout.columns, 120) : 100;
  private interruption: AbortController | null = null;
  private saidAt = performance.now();

  constructor() {
    // Whoever reads the output may stop reading, as `head` does.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }

  get interrupted(): AbortSignal {
    if (this.interruption === null) {
      const interruption = new AbortController();
      process.once('SIGINT', () => interruption.abort());
      this.interruption = interruption;
    }
    return this.interruption.signal;
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  note(line: string): void {
    this.endProgress();
    process.stderr.write(`${line}\n`);
  }

  progress(text: string): void {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${text}`);
    } else if (performance.now() - this.saidAt >= PROGRESS_EVERY_MS) {
      this.saidAt = performance.now();
      process.stderr.write(`${text}\n`);
    }
  }

  endProgress(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
