import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { projectRoot } from '../project-root';
import type { Cli } from './cli';
import { FOUND } from './exit-codes';
import { moreHelp } from './help';

async function generate(
  program: Command,
  cli: Cli,
  { check, json }: { readonly check?: boolean; readonly json?: boolean },
): Promise<void> {
  // Loaded only here: the whole API comes with it.
  const { documents } = await import('../generate/documents');
  const root = projectRoot();
  const stale: string[] = [];
  for (const [path, content] of await documents(program, root)) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    stale.push(path);
    if (check === true) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  if (json === true) cli.json({ [check === true ? 'outOfDate' : 'written']: stale });
  else for (const path of stale) cli.print(`${check === true ? 'out of date' : 'written'}: ${path}`);
  if (check !== true || stale.length === 0) return;
  cli.terminal.note('Run: npm run generate');
  cli.endWith(FOUND);
}

export function generateCommands(program: Command, cli: Cli): void {
  program
    .command('generate')
    .description('write the documents that are made from code: schemas and catalogues')
    .option('--check', 'write nothing; tell which documents are out of date')
    .option('--json', 'print which they were as JSON')
    .addHelpText(
      'after',
      moreHelp({
        found: 'a document is out of date (with --check)',
        examples: [
          ['generate', 'write those that have changed'],
          ['generate --check', 'write nothing'],
        ],
      }),
    )
    .action((options: { readonly check?: boolean; readonly json?: boolean }) =>
      generate(program, cli, options),
    );
}
