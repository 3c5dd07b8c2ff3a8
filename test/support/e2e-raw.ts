import { parseMetadata } from '../../eventstore/registry/metadata';
import { Reply } from './e2e-http';
import type { Process } from './e2e-server';

/** A request as it is sent, whatever its body claims to be. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | null;
  readonly payload?: string | Buffer | null;
}

/** Hands a request to the server without a network between that would tidy it up. */
export async function sendRaw({ tiffin }: Process, request: RawRequest): Promise<Reply> {
  const { method, path, headers = {}, token = null, payload = null } = request;
  const response = await tiffin.app.inject({
    method: method as 'GET',
    url: path,
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(payload === null ? {} : { payload }),
  });
  const told = new Headers();
  for (const [name, value] of Object.entries(response.headers)) told.set(name, String(value));
  return new Reply(`${method} ${path}`, response.statusCode, told, response.payload);
}

/** The requests that some event came from. */
export async function requestsInTheLog({ tiffin }: Process): Promise<ReadonlySet<string>> {
  const { eventStore } = tiffin.parts;
  const found = new Set<string>();
  for (let after = 0; ;) {
    const events = await eventStore.readAll(after, { limit: 1_000 });
    for (const { metadata } of events) found.add(parseMetadata(metadata).correlationId);
    const last = events.at(-1);
    if (last === undefined) return found;
    after = last.position;
  }
}

/** What no client should ever read: stacks, files, statements, names of tables. */
export const INSIDES =
  /\bat \S+ \(|node_modules|\.[jt]s:\d|\/src\/|\/work\/|\bSELECT\b|\bINSERT\b|es_event|pg_|syntax error/;
