import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';
import { TrackingTicketDto } from '../../src/adapters/driving/http/tracking/tracking.dto';
import { Reply } from './e2e-http';
import type { Person } from './e2e-people';
import { until } from './e2e-until';

/** A message as it came. */
export type Told = Readonly<Record<string, unknown>>;

/** Someone's socket, and everything that it was told. */
export class TrackingSocket {
  readonly told: Told[] = [];
  closed: number | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.told.push(JSON.parse(data.toString()) as Told));
    socket.on('close', (code) => (this.closed = code));
    socket.on('error', () => undefined);
  }

  /**
   * @returns the reply instead of a socket when the server refuses one
   */
  static open(url: string): Promise<TrackingSocket | Reply> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { perMessageDeflate: false });
    const opened = new TrackingSocket(socket);
    return new Promise((resolve) => {
      socket.once('open', () => resolve(opened));
      socket.once('unexpected-response', (_request: unknown, response: IncomingMessage) => {
        const headers = new Headers(response.headers as Record<string, string>);
        void text(response).then((body) =>
          resolve(new Reply(`socket ${url}`, response.statusCode ?? 0, headers, body)),
        );
      });
    });
  }

  /** The numbers of the messages that have one. */
  get seqs(): readonly unknown[] {
    return this.told.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  }

  untilTold(what: string, is: (told: Told) => boolean): Promise<Told> {
    return until(`a socket is told ${what}`, () => Promise.resolve(this.told.find(is)));
  }

  untilClosed(): Promise<number> {
    return until('a socket is closed', () => Promise.resolve(this.closed ?? undefined));
  }

  /** Cuts the line, as a tunnel does. */
  cut(): void {
    this.socket.terminate();
  }
}

export async function ticketOf(person: Person, orderId: string): Promise<string> {
  return (await person.http.post(`/tracking/${orderId}/ticket`)).body(TrackingTicketDto).url;
}

/** @param more to be added to the address */
export async function track(person: Person, orderId: string, more = ''): Promise<TrackingSocket> {
  const opened = await TrackingSocket.open(`${person.http.url}${await ticketOf(person, orderId)}${more}`);
  if (opened instanceof TrackingSocket) return opened;
  throw new Error(opened.toString());
}
