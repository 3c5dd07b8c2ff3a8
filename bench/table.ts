/** A line of the report. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** @param left how many columns are text */
export function printTable(table: readonly (readonly string[])[], left: number): void {
  const widths = table[0]?.map((_, i) => Math.max(...table.map((line) => line[i]?.length ?? 0))) ?? [];
  for (const line of table) {
    print(
      line
        .map((cell, i) => (i < left ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    );
  }
}
