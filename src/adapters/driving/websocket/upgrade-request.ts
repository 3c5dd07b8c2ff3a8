import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../http/support/problems';
import { clientLanguage } from '../tracking/tracking-texts';
import type { Voice } from '../tracking/tracking-wire';

/** Where sockets are opened. */
export const TRACK_PATH = '/ws/track';

/** What a client asks for who wants to follow an order. */
export interface FollowRequest {
  readonly orderId: string;
  readonly ticket: string;
  readonly lastSeq: number;
  readonly voice: Voice;
}

const query = z.object({
  order_id: z.uuid(),
  ticket: z.string().min(1).max(200),
  last_seq: z.coerce.number('give a number').int().min(0).default(0),
  v: z.enum(['0', '1']).default('1'),
  lang: z.string().max(35).optional(),
});

/** @throws Problem, ZodError */
export function followRequestOf(request: IncomingMessage): FollowRequest {
  const url = new URL(request.url ?? '', 'ws://tiffin');
  if (url.pathname !== TRACK_PATH) throw new Problem('NOT_FOUND', 'There is no socket at this address.');
  const given = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''));
  const ticket = given['ticket'] ?? given['token'];
  if (ticket === undefined) {
    throw new Problem('UNAUTHENTICATED', 'Get a ticket at POST /api/v1/tracking/{order_id}/ticket first.');
  }
  const { order_id: orderId, last_seq: lastSeq, v, lang } = query.parse({ ...given, ticket });
  const language = clientLanguage(lang, request.headers['accept-language']);
  return { orderId, ticket, lastSeq, voice: { version: v === '0' ? 0 : 1, language } };
}

/** Answers an upgrade with a problem instead of a socket. */
export function refuseUpgrade(socket: Duplex, problem: Problem): void {
  const body = Buffer.from(JSON.stringify(problem.toDocument(randomUUID())));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${body.length}`,
    'cache-control: no-store',
    ...(problem.status === 503 || problem.status === 429 ? ['retry-after: 1'] : []),
    'connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}
