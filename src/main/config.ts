import { join, resolve } from 'node:path';
import { z } from 'zod';
import { IncompletePayments, paymentConfig, paymentVariables, type PaymentConfig } from './payment-config';

/** What a process does. Embedded, one process plays them all. */
export const PROCESS_ROLES = ['api', 'relay', 'projector', 'processes'] as const;

export type ProcessRole = (typeof PROCESS_ROLES)[number];

const port = z.coerce.number().int().min(0).max(65_535);
const url = (...protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );

const roles = z.string().transform((text, context) => {
  const named = text.split(',').map((role) => role.trim());
  const known = PROCESS_ROLES.filter((role) => named.includes(role));
  if (known.length === 0 || known.length !== new Set(named).size) {
    context.addIssue(`must be some of ${PROCESS_ROLES.join(',')}, separated by commas`);
    return z.NEVER;
  }
  return known;
});

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.tiffin'),
  BLOB_DIR: z.string().min(1).optional(),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  ROLES: roles.default([...PROCESS_ROLES]),
  MASTER_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NODE_ENV: z.string().default('development'),
  ...paymentVariables,
});

/** The configuration, parsed once at the start. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Where pictures are kept. Absolute; `blobs` in the data folder unless set. */
  readonly blobDir: string;
  /** The file that messages to phones go to. Absolute; in the data folder. */
  readonly pushOutbox: string;
  /** Unset: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  readonly roles: readonly ProcessRole[];
  /** Unset: a key file in the data folder. */
  readonly masterKey: string | null;
  readonly logLevel: string;
  /** Demo data and a movable business clock; never in production. */
  readonly sandbox: boolean;
  readonly payments: PaymentConfig;
}

/** The environment is not a configuration. Its message is for people, a line per variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`,
    );
    throw new ConfigError(`The environment is not valid:\n${lines.join('\n')}`);
  }
  const value = parsed.data;
  if (value.ROLES.length < PROCESS_ROLES.length) {
    throw new ConfigError(
      `ROLES=${value.ROLES.join(',')} splits the roles over processes, which needs a bus between them. ` +
        'This version has only the in-process bus: leave ROLES unset, every process then plays all roles.',
    );
  }
  const sandbox = value.NODE_ENV !== 'production';
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.DATA_DIR),
    blobDir: resolve(value.BLOB_DIR ?? join(value.DATA_DIR, 'blobs')),
    pushOutbox: resolve(join(value.DATA_DIR, 'outbox', 'push.jsonl')),
    databaseUrl: value.DATABASE_URL ?? null,
    roles: value.ROLES,
    masterKey: value.MASTER_KEY ?? null,
    logLevel: value.LOG_LEVEL,
    sandbox,
    payments: paymentsOf(value, sandbox),
  };
}

function paymentsOf(value: z.output<typeof schema>, sandbox: boolean): PaymentConfig {
  try {
    return paymentConfig(value, value.PORT, sandbox);
  } catch (error) {
    if (!(error instanceof IncompletePayments)) throw error;
    throw new ConfigError(`The environment is not valid:\n  ${error.message}`);
  }
}
