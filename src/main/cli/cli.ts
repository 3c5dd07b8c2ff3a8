import { loadConfig, type Config } from '../config';
import type { Infrastructure } from '../infrastructure';
import { FINE, type ExitCode } from './exit-codes';
import { withTiffin } from './session';
import type { Terminal } from './terminal';

/** What every command has: where it speaks to, what it works on, and how it ends. */
export class Cli {
  private code: ExitCode = FINE;

  /** @param env the environment, which a server would read the same way */
  constructor(
    readonly env: Readonly<Record<string, string | undefined>>,
    readonly terminal: Terminal,
  ) {}

  get exitCode(): ExitCode {
    return this.code;
  }

  /** @throws ConfigError */
  config(): Config {
    return loadConfig(this.env);
  }

  /** Works on the store of the environment; without one the command ends. @throws CouldNot */
  withTiffin(work: (parts: Infrastructure) => Promise<void>): Promise<void> {
    return withTiffin(this.config(), this.terminal, false, work);
  }

  /** The same, and makes the store when there is none. */
  withNewTiffin(work: (parts: Infrastructure) => Promise<void>): Promise<void> {
    return withTiffin(this.config(), this.terminal, true, work);
  }

  print(line: string): void {
    this.terminal.print(line);
  }

  json(value: unknown): void {
    this.terminal.print(JSON.stringify(value));
  }

  /** Ends the command with the code, once it is through; of several the worst. */
  endWith(code: ExitCode): void {
    if (code > this.code) this.code = code;
  }
}
