import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { record, type JsonRecord } from './json';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  /** The parsed body; empty when it was no JSON object. */
  readonly body: JsonRecord;
}

export interface Message {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const agents = { 'http:': new Agent({ keepAlive: true }), 'https:': new TlsAgent({ keepAlive: true }) };

/** An answer that takes longer does not come. */
const ANSWER_WITHIN_MS = 30_000;

/** Opens a request on a connection that is kept for the next one. */
export function open(url: URL, { method, headers, body }: Message): ClientRequest {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, headers: { ...headers, ...length } };
  const sent =
    url.protocol === 'https:'
      ? tlsRequest(url, { ...options, agent: agents['https:'] })
      : request(url, { ...options, agent: agents['http:'] });
  sent.end(body);
  return sent;
}

/** @returns null when the server cannot be reached, or went away before it had answered */
export function exchange(url: URL, message: Message): Promise<Answer | null> {
  return new Promise((resolve) => {
    const sent = open(url, message);
    sent.setTimeout(ANSWER_WITHIN_MS, () => sent.destroy(new Error('no answer in time')));
    sent.once('error', () => resolve(null));
    sent.once('response', (response) => {
      response.once('error', () => resolve(null));
      // A body that ends early ends with `close` alone.
      response.once('close', () => resolve(null));
      read(response, (content) => resolve(answerOf(response, content)));
    });
  });
}

function read(response: IncomingMessage, done: (content: string) => void): void {
  let content = '';
  response.setEncoding('utf8').on('data', (piece: string) => (content += piece));
  response.once('end', () => {
    if (response.complete) done(content);
  });
}

function answerOf(response: IncomingMessage, content: string): Answer {
  const isJson = (response.headers['content-type'] ?? '').includes('json');
  const parsed: unknown = isJson && content !== '' ? JSON.parse(content) : {};
  return { status: response.statusCode ?? 0, body: record(parsed) };
}
