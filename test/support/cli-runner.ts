import { runCli } from '../../src/main/cli/program';
import type { Terminal } from '../../src/main/cli/terminal';

/** What a command line came to. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What it printed, as JSON. */
  readonly json: () => unknown;
}

/**
 * Runs a command line in this process, as `bin/tiffin.js` does in one of its own.
 * @param interrupted stands for Ctrl+C
 */
export async function cli(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  interrupted: AbortSignal = new AbortController().signal,
  onPrint: (line: string) => void = () => undefined,
): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    print(line) {
      out.push(line);
      onPrint(line);
    },
    note: (line) => void err.push(line),
    progress: (line) => void err.push(line),
    endProgress: () => undefined,
    columns: 100,
    interrupted,
  };
  const code = await runCli(args, env, terminal);
  const text = out.join('\n');
  return { code, out: text, err: err.join('\n'), json: (): unknown => JSON.parse(text) };
}
