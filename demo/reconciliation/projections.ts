import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api-client';
import { list, record, text, textOrNull, whole } from '../json';
import type { Difference, Say } from './parties';

/** A read model held against a fresh build of it. */
export interface ReplayedModel {
  readonly name: string;
  readonly equal: boolean;
  readonly rows: number;
  /** Stored events that the fresh build went through. */
  readonly events: number;
}

const LOOK_EVERY_MS = 500;

/** Checks that were interrupted: by a server that went away, or by somebody's rebuild. */
const TRIES = 5;

/** Has every read model compared with a fresh replay of the stored events. */
export async function replayed(
  admin: ApiClient,
  say: Say,
): Promise<{ readonly models: readonly ReplayedModel[]; readonly differences: readonly Difference[] }> {
  let problem = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { body } = await admin.ask('POST', '/staff/projections/check');
    const check = await ended(admin, text(body, 'check_id'));
    if (check === null) {
      problem = 'the server that made the check went away';
      continue;
    }
    if (check['state'] === 'failed') {
      problem = textOrNull(check, 'problem') ?? 'for no reason that it gave';
      say(`the check of the read models was interrupted: ${problem}`);
      await sleep(1_000);
      continue;
    }
    const models = list(check, 'read_models').map(modelOf);
    const differences = list(check, 'read_models').flatMap((model) =>
      model['equal'] === true
        ? []
        : [
            {
              orderId: null,
              what: `the read model ${text(model, 'name')} differs from a replay: ${keysOf(model)}`,
            },
          ],
    );
    return { models, differences };
  }
  return {
    models: [],
    differences: [{ orderId: null, what: `the read models were not checked: ${problem}` }],
  };
}

/** @returns null when nobody knows of the check any more */
async function ended(admin: ApiClient, id: string): Promise<Readonly<Record<string, unknown>> | null> {
  for (;;) {
    const { status, body } = await admin.ask('GET', `/staff/projections/checks/${id}`);
    if (status === 404) return null;
    if (body['state'] !== 'running') return body;
    await sleep(LOOK_EVERY_MS);
  }
}

const modelOf = (model: Readonly<Record<string, unknown>>): ReplayedModel => ({
  name: text(model, 'name'),
  equal: model['equal'] === true,
  rows: whole(record(model['live']), 'rows'),
  events: whole(model, 'events'),
});

const keysOf = (model: Readonly<Record<string, unknown>>): string => {
  const keys = model['differing'];
  return Array.isArray(keys) ? keys.map(String).join(', ') : '';
};
