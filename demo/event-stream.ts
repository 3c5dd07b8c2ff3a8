import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client';
import { open } from './http-exchange';
import { record, type JsonRecord } from './json';

/** One of the Server-Sent Events. */
export interface StreamEvent {
  readonly name: string;
  readonly data: JsonRecord;
}

const COME_BACK_AFTER_MS = 700;

/** No stream is silent for longer: a comment comes every 15 seconds. */
const SILENT_AT_MOST_MS = 40_000;

/** How one connection went: refused with a status, or opened and later lost. */
type End = { readonly kind: 'refused'; readonly status: number } | { readonly kind: 'lost' };

/**
 * Reads a stream of events, and opens it again whenever it is lost, until the signal aborts or the server says that
 * there is nothing more (204).
 * @param pathNow the path below `/api/v1`, asked anew for every connection
 */
export async function readStream(
  client: ApiClient,
  pathNow: () => string,
  onEvent: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let isRefused = false;
  for (;;) {
    if (signal.aborted) return;
    const end = await connect(client, pathNow(), await client.token(isRefused), onEvent, signal);
    if (end.kind === 'refused' && end.status === 204) return;
    isRefused = end.kind === 'refused' && end.status === 401;
    await sleep(COME_BACK_AFTER_MS);
  }
}

function connect(
  client: ApiClient,
  path: string,
  token: string,
  onEvent: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<End> {
  client.traffic.requests += 1;
  return new Promise((resolve) => {
    const sent = open(new URL(`${client.traffic.url}/api/v1${path}`), {
      method: 'GET',
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    });
    const stop = (): void => void sent.destroy();
    const over = (end: End): void => {
      signal.removeEventListener('abort', stop);
      resolve(end);
    };
    signal.addEventListener('abort', stop);
    sent.setTimeout(SILENT_AT_MOST_MS, stop);
    sent.once('error', () => over({ kind: 'lost' }));
    sent.once('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        over({ kind: 'refused', status: response.statusCode ?? 0 });
        return;
      }
      const parser = new EventParser(onEvent);
      response.setEncoding('utf8').on('data', (piece: string) => parser.take(piece));
      response.once('error', () => over({ kind: 'lost' }));
      response.once('close', () => over({ kind: 'lost' }));
    });
  });
}

/** Makes events of the text of a stream, in whatever pieces it comes. */
export class EventParser {
  private waiting = '';

  constructor(private readonly onEvent: (event: StreamEvent) => void) {}

  take(piece: string): void {
    this.waiting += piece;
    for (let end = this.waiting.indexOf('\n\n'); end !== -1; end = this.waiting.indexOf('\n\n')) {
      const block = this.waiting.slice(0, end);
      this.waiting = this.waiting.slice(end + 2);
      const lines = block.split('\n');
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data !== undefined) this.onEvent({ name: field('event') ?? '', data: record(JSON.parse(data)) });
    }
  }
}
