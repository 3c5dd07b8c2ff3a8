import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { startSandboxGateway } from './start-sandbox-gateway';

const SHORTEST_SECRET = 16;

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly webhookUrl?: string;
  readonly publicUrl?: string;
  readonly withParent: boolean;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function urlOf(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('An address starts with http:// or https://.');
}

function secretOf(name: string): string {
  const value = process.env[name] ?? '';
  if (value.length < SHORTEST_SECRET) {
    program.error(`error: set ${name} to at least ${SHORTEST_SECRET} characters`);
  }
  return value;
}

const program: Command = new Command('sandbox-gateway')
  .description(
    'A payment gateway that moves no money: opens, captures, voids and refunds payments, has a pay page, sends signed webhooks, keeps a book, and goes wrong as told.',
  )
  .requiredOption('--data <folder>', 'where its book is kept')
  .option('--port <number>', 'port to listen on; 0 takes a free one', portOf, 0)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--webhook-url <url>', 'where the merchant listens for webhooks', urlOf)
  .option('--public-url <url>', 'address that payers reach it at, if it is another', urlOf)
  .option('--with-parent', 'end when standard input closes', false)
  .showHelpAfterError()
  .addHelpText(
    'after',
    `
Environment:
  SANDBOX_GATEWAY_KEY      the merchant's API key, at least ${SHORTEST_SECRET} characters
  SANDBOX_WEBHOOK_SECRET   signs the webhooks, at least ${SHORTEST_SECRET} characters

Prints one line of JSON, {"url":"http://…"}, when it is ready. SIGTERM ends it with everything on disk.

Examples:
  sandbox-gateway --port 4100 --data ./gateway-data --webhook-url http://127.0.0.1:3000/webhook
  curl -H "Authorization: Bearer $SANDBOX_GATEWAY_KEY" http://127.0.0.1:4100/control/book
  curl -X PUT -H "Authorization: Bearer $SANDBOX_GATEWAY_KEY" -H "Content-Type: application/json" \\
    -d '{"seed":7,"faults":{"lost-answer":100,"duplicate":200}}' http://127.0.0.1:4100/control/misbehaviour`,
  );

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const gateway = await startSandboxGateway({
    ...{ port: flags.port, host: flags.host, dataFolder: flags.data },
    webhookUrl: flags.webhookUrl ?? null,
    ...(flags.publicUrl === undefined ? {} : { publicUrl: flags.publicUrl.replace(/\/$/, '') }),
    apiKey: secretOf('SANDBOX_GATEWAY_KEY'),
    webhookSecret: secretOf('SANDBOX_WEBHOOK_SECRET'),
    log: pino({ name: 'sandbox-gateway', level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2)),
  });
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    gateway.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  if (flags.withParent) process.stdin.on('end', end).on('error', end).resume();
  process.stdout.write(`${JSON.stringify({ url: gateway.url })}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
