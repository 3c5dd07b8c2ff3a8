import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';

/** Of the project, from where this runs: `dist/test/live`. */
export const ROOT = join(__dirname, '..', '..', '..');

/** For people: the result alone goes to standard output. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Of an option. */
export function wholeNumber(value: string): number {
  const parsed = Number(value);
  if (!Number.isSafeInteger(parsed) || parsed < 0) throw new InvalidArgumentError('give a whole number');
  return parsed;
}
