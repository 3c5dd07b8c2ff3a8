import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RevokedSessions } from '../../../../application/identity/revoked-sessions';
import { callerOf } from './caller';
import { Problem } from './problems';

/** How often a stream says that it is still there (ms): often enough for proxies and for the server's own timeout. */
export const KEEP_ALIVE_MS = 15_000;

/** A client for whom so much is waiting (bytes) does not read: it is cut off, and comes back to a new beginning. */
export const MAX_WAITING_BYTES = 1024 * 1024;

/** How long a client waits before it comes back (ms). */
const RETRY_MS = 2_000;

/** Events on their way to one client, as Server-Sent Events. */
export class EventStream {
  /** The body of the reply. */
  readonly body = new Readable({ read: () => undefined });
  private readonly ending = new AbortController();
  private readonly keepAlive: NodeJS.Timeout;

  constructor() {
    this.keepAlive = setInterval(() => this.write(': still here\n\n'), KEEP_ALIVE_MS);
    this.keepAlive.unref();
    this.body.once('close', () => this.stop());
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Aborts when the stream has ended, whoever ended it. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /**
   * Sends an event; does nothing once the stream has ended.
   * @param name without line breaks
   * @param data anything that JSON can hold
   * @param id what a client that comes back gives as Last-Event-ID
   */
  send(name: string, data: unknown, id?: number): void {
    const idLine = id === undefined ? '' : `id: ${id}\n`;
    this.write(`${idLine}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /**
   * Sends an event whose data is JSON already: what many are told is written once.
   * @param json without line breaks
   */
  sendJson(name: string, json: string): void {
    this.write(`event: ${name}\ndata: ${json}\n\n`);
  }

  /** Ends the reply after what was sent. */
  end(): void {
    if (this.signal.aborted) return;
    this.body.push(null);
    this.stop();
  }

  /** Breaks the connection off: what is waiting is lost. */
  cut(): void {
    this.body.destroy();
    this.stop();
  }

  private write(text: string): void {
    if (this.signal.aborted) return;
    if (this.body.readableLength > MAX_WAITING_BYTES) this.cut();
    else this.body.push(text);
  }

  private stop(): void {
    clearInterval(this.keepAlive);
    this.ending.abort();
  }
}

/** Opens streams of events, and ends them when the session of their reader ends or the server stops. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly streams = new Set<EventStream>();
  private isClosing = false;

  constructor(private readonly revoked: RevokedSessions) {}

  /**
   * Answers a request with a stream that stays open. Ask and check everything that may be refused before: from
   * here on the answer is a 200.
   * @throws Problem when the session has just ended, or the server is stopping
   */
  start(request: FastifyRequest, reply: FastifyReply): EventStream {
    const { sessionId } = callerOf(request);
    if (this.revoked.has(sessionId)) throw new Problem('SESSION_ENDED', 'Sign in again.');
    const stream = this.startForAll(request, reply);
    const stopListening = this.revoked.onRevoked((ended) => {
      if (ended === sessionId) stream.end();
    });
    // The stream of a HEAD has ended already.
    if (stream.signal.aborted) stopListening();
    else stream.signal.addEventListener('abort', stopListening);
    return stream;
  }

  /**
   * The same for a route that is open to everybody: no session ends it.
   * @throws Problem when the server is stopping
   */
  startForAll(request: FastifyRequest, reply: FastifyReply): EventStream {
    if (this.isClosing)
      throw new Problem('SERVICE_UNAVAILABLE', 'The server is stopping. Come back at once.');
    const stream = new EventStream();
    this.streams.add(stream);
    stream.signal.addEventListener('abort', () => this.streams.delete(stream));
    void reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      // A proxy that gathers what passes would keep the events back.
      .header('x-accel-buffering', 'no')
      .header('connection', 'close')
      .send(stream.body);
    // Nobody reads the body of a HEAD.
    if (request.method === 'HEAD') stream.end();
    return stream;
  }

  /** Before the server waits for what is under way: streams would be under way for ever. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const stream of [...this.streams]) stream.end();
  }
}
