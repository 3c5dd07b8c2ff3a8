/** What a command's help tells beside its arguments and options. */
export interface MoreHelp {
  /** When it ends with 1; left out for a command that finds nothing. */
  readonly found?: string;
  /** When it ends with 2. */
  readonly couldNot?: string;
  /** Command lines without `tiffin`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Paragraphs before the exit codes. */
  readonly about?: string;
}

/** The end of a help text: exit codes and examples. */
export function moreHelp({ found, couldNot, examples, about }: MoreHelp): string {
  const codes = [
    '  0  done, and nothing is wrong',
    ...(found === undefined ? [] : [`  1  ${found}`]),
    `  2  ${couldNot ?? 'it could not be done; the reason is on standard error'}`,
  ];
  const lines = examples.map(([line]) => `  tiffin ${line}`);
  const width = Math.max(...lines.map((line) => line.length));
  const shown = lines.map((line, i) => `${line.padEnd(width)}   ${examples[i]?.[1] ?? ''}`);
  return [
    ...(about === undefined ? [] : ['', about]),
    '',
    'Exit codes:',
    ...codes,
    '',
    'Examples:',
    ...shown,
  ].join('\n');
}
