import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { eventCataloguePage, eventSchemas } from '../generate/event-catalogue';
import { openApiDocument } from '../generate/openapi';
import { accessPage, errorsPage, lifecyclePage } from '../generate/pages';
import { projectRoot } from '../project-root';
import { print } from './session';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file with its content, by path from the root. */
async function documents(root: string): Promise<ReadonlyMap<string, string>> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return new Map([
    ['schema/openapi.json', json(await openApiDocument(version))],
    ['schema/events.json', json(eventSchemas())],
    ['docs/order-lifecycle.md', lifecyclePage()],
    ['docs/event-catalogue.md', eventCataloguePage()],
    ['docs/errors.md', errorsPage()],
    ['docs/access.md', accessPage()],
  ]);
}

export function generateCommands(program: Command): void {
  program
    .command('generate')
    .description('write the documents that are made from code: schemas and catalogues')
    .option('--check', 'write nothing; fail if a document is out of date')
    .action(async (options: { readonly check?: boolean }) => {
      const root = projectRoot();
      const stale: string[] = [];
      for (const [path, content] of await documents(root)) {
        const file = join(root, path);
        if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
        stale.push(path);
        if (options.check === true) continue;
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
      for (const path of stale) print(`${options.check === true ? 'out of date' : 'written'}: ${path}`);
      if (options.check === true && stale.length > 0) {
        print('Run: npm run generate');
        process.exitCode = 1;
      }
    });
}
