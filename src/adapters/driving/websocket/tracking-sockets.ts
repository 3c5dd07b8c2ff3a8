import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { RevokedSessions } from '../../../application/identity/revoked-sessions';
import { SystemClock } from '../../../application/ports/clock';
import {
  trackingSubject,
  TrackingTickets,
  type TicketGrant,
} from '../../../application/ports/tracking-tickets';
import { TrackingHub, type Following } from '../../../application/tracking/tracking-hub';
import { problemOf } from '../http/support/problem-filter';
import { Problem } from '../http/support/problems';
import { FollowLimit } from '../tracking/follow-limit';
import { TrackingFrames } from '../tracking/tracking-wire';
import { CLOSE_CODES, TrackingConnection } from './tracking-connection';
import { followRequestOf, refuseUpgrade, type FollowRequest } from './upgrade-request';

/** A client may send so much in one message (bytes); more closes its socket (1009). */
const MAX_PAYLOAD_BYTES = 1_024;

/** Every socket is pinged once in so many turns of a second; who has not answered by its next turn is dropped. */
const PING_TURNS = 30;
const TURN_MS = 1_000;

/** How long the server waits for a socket to close before it breaks it off, when it stops (ms). */
const GOODBYE_MS = 2_000;

interface OpenSocket {
  readonly socket: WebSocket;
  readonly connection: TrackingConnection;
  readonly sessionId: string;
  isAlive: boolean;
}

/**
 * Sockets on which customers follow their orders, beside the REST API on the same port. A socket is opened with a
 * ticket, which is no cookie: no page can open one in the name of somebody who looks at it, so any origin may.
 */
@Injectable()
export class TrackingSockets implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  });
  private readonly turns = Array.from({ length: PING_TURNS }, () => new Set<OpenSocket>());
  private opened = 0;
  private turn = 0;
  private isClosing = false;
  private ticking: NodeJS.Timeout | undefined;
  private stopListening = (): void => undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly hub: TrackingHub,
    private readonly tickets: TrackingTickets,
    private readonly revoked: RevokedSessions,
    private readonly frames: TrackingFrames,
    private readonly limit: FollowLimit,
    private readonly clock: SystemClock,
  ) {}

  /** How many sockets are open. */
  get count(): number {
    return this.turns.reduce((total, sockets) => total + sockets.size, 0);
  }

  onApplicationBootstrap(): void {
    const http = this.host.httpAdapter.getHttpServer() as Server;
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A client that goes away meanwhile is no failure of ours.
      socket.on('error', () => socket.destroy());
      this.open(request, socket, head).catch((error: unknown) => {
        const problem = problemOf(error);
        if (problem !== error && problem.status >= 500) this.report(error);
        refuseUpgrade(socket, problem);
      });
    });
    this.stopListening = this.revoked.onRevoked((sessionId) => {
      for (const open of this.all()) {
        if (open.sessionId === sessionId)
          open.connection.close(CLOSE_CODES.sessionEnded, 'the session has ended');
      }
    });
    this.ticking = setInterval(() => this.ping(), TURN_MS);
    this.ticking.unref();
  }

  /** Before the server waits for its connections to end: sockets would stay open for ever. */
  async onModuleDestroy(): Promise<void> {
    this.isClosing = true;
    clearInterval(this.ticking);
    this.stopListening();
    const open = [...this.all()];
    for (const { connection } of open) connection.close(CLOSE_CODES.restarting, 'the server stops');
    const until = this.clock.now() + GOODBYE_MS;
    while (this.count > 0 && this.clock.now() < until) await this.clock.sleep(10);
    for (const { socket } of open) socket.terminate();
  }

  /** @throws Problem, ZodError */
  private async open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (this.isClosing)
      throw new Problem('SERVICE_UNAVAILABLE', 'The server is stopping. Come back at once.');
    const wanted = followRequestOf(request);
    const grant = await this.redeem(wanted);
    const giveBack = this.limit.take(grant.actor.id, wanted.orderId);
    if (giveBack === undefined) throw new Problem('TOO_MANY_FOLLOWERS', 'Close some of the others first.');
    try {
      const following = await this.hub.open(wanted.orderId);
      if (following === null) throw new Problem('NOT_FOUND', 'There is no such order.');
      const leave = (): void => {
        following.close();
        giveBack();
      };
      const client = this.shakeHands(request, socket, head);
      if (client === null) {
        leave();
        return;
      }
      client.once('close', leave);
      this.follow(client, wanted, grant, following);
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** Null when the handshake is none: the library has answered it. */
  private shakeHands(request: IncomingMessage, socket: Duplex, head: Buffer): WebSocket | null {
    const clients: WebSocket[] = [];
    this.server.handleUpgrade(request, socket, head, (client) => clients.push(client));
    return clients[0] ?? null;
  }

  private async redeem({ ticket, orderId }: FollowRequest): Promise<TicketGrant> {
    const grant = await this.tickets.redeem(ticket);
    if (grant === undefined) {
      throw new Problem('UNAUTHENTICATED', 'The ticket was used, has run out, or never was. Get a new one.');
    }
    if (grant.subject !== trackingSubject(orderId)) {
      throw new Problem('FORBIDDEN', 'The ticket is for another order.');
    }
    if (this.revoked.has(grant.sessionId)) throw new Problem('SESSION_ENDED', 'Sign in again.');
    return grant;
  }

  private follow(
    socket: WebSocket,
    { orderId, lastSeq, voice }: FollowRequest,
    { sessionId }: TicketGrant,
    following: Following,
  ): void {
    const connection = new TrackingConnection(orderId, socket, this.frames, voice, (error) =>
      this.report(error),
    );
    const open: OpenSocket = { socket, connection, sessionId, isAlive: true };
    this.opened += 1;
    const turn = this.turns[this.opened % PING_TURNS];
    turn?.add(open);
    socket.once('close', () => turn?.delete(open));
    // What is wrong with a frame closes the socket; there is nothing else to do about it.
    socket.on('error', () => undefined);
    socket.on('pong', () => (open.isAlive = true));
    socket.on('message', (data, isBinary) =>
      connection.received(isBinary ? '' : rawText(data), this.clock.now()),
    );
    if (this.isClosing) connection.close(CLOSE_CODES.restarting, 'the server stops');
    else following.listen(lastSeq, connection);
  }

  private ping(): void {
    this.turn = (this.turn + 1) % PING_TURNS;
    for (const open of this.turns[this.turn] ?? []) {
      if (open.isAlive) open.socket.ping();
      else open.socket.terminate();
      open.isAlive = false;
    }
  }

  private *all(): Iterable<OpenSocket> {
    for (const sockets of this.turns) yield* sockets;
  }

  private report(error: unknown): void {
    const { log } = this.host.httpAdapter.getInstance<FastifyInstance>();
    log.error({ err: error }, 'a socket failed');
  }
}

const rawText = (data: RawData): string =>
  Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
