import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { cliPage } from './cli-page';
import { eventCataloguePage, eventSchemas } from './event-catalogue';
import { openApiDocument } from './openapi';
import { accessPage, errorsPage, lifecyclePage } from './pages';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const manifest = z.object({ version: z.string() });

/**
 * Every generated file with its content, by path from the root.
 * @param program whose help becomes the page on the command line
 */
export async function documents(program: Command, root: string): Promise<ReadonlyMap<string, string>> {
  const { version } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return new Map([
    ['schema/openapi.json', json(await openApiDocument(version))],
    ['schema/events.json', json(eventSchemas())],
    ['docs/order-lifecycle.md', lifecyclePage()],
    ['docs/event-catalogue.md', eventCataloguePage()],
    ['docs/errors.md', errorsPage()],
    ['docs/access.md', accessPage()],
    ['docs/cli.md', cliPage(program)],
  ]);
}
