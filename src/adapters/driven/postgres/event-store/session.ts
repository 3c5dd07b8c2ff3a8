import type { ClientConfig } from 'pg';

const CONNECT_WITHIN_MS = 5_000;
/** A server that is silent for longer counts as gone. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Sessions of the event store look everything up by index, in the order of the index. They keep one plan per
 * statement, and a plan that is made while the tables are still tiny would otherwise scan them, or collect and sort
 * what an index gives in order, and go on to do so while they grow.
 */
const PLANNER = [
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'plan_cache_mode=force_generic_plan',
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export const sessionOf = (databaseUrl: string, applicationName: string): ClientConfig => ({
  connectionString: databaseUrl,
  application_name: applicationName,
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  query_timeout: ANSWER_WITHIN_MS,
  keepAlive: true,
  options: PLANNER,
});
