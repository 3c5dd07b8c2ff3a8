import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import WebSocket from 'ws';
import { RevokedSessions } from '../../../application/identity/revoked-sessions';
import type { CourierCards } from '../../../application/tracking/courier-cards';
import type { Following, TrackingHub } from '../../../application/tracking/tracking-hub';
import { historyTo } from '../../../domain/order/order.fixtures';
import { track, type TrackedOrder } from '../../../domain/tracking/tracked-order';
import { NodeSystemClock } from '../../driven/clocks/node-system-clock';
import { MemoryTrackingTickets } from '../../driven/memory/memory-tracking-tickets';
import { FollowLimit } from '../tracking/follow-limit';
import { TrackingFrames } from '../tracking/tracking-wire';
import { TrackingSockets } from './tracking-sockets';

const ORDER_ID = '0b1d6f0e-5b0c-4c52-9d2a-2f1f6b1f0a11';

/** An order that is on its way, and of which nothing is told. */
const order: TrackedOrder = historyTo('PREPARING').reduce<TrackedOrder | null>(track, null)!;

describe('sockets that customers leave open', () => {
  let http: Server;
  let sockets: TrackingSockets;
  let tickets: MemoryTrackingTickets;
  let left: number;
  let tickOnce: () => void;

  const halfAMinute = (): void => {
    for (let second = 0; second < 30; second += 1) tickOnce();
  };

  beforeEach(async () => {
    left = 0;
    const clock = new NodeSystemClock();
    const following: Following = { order, listen: () => undefined, close: () => void (left += 1) };
    const hub = { open: () => Promise.resolve(following) } as unknown as TrackingHub;
    http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    tickets = new MemoryTrackingTickets(clock);
    const host = { httpAdapter: { getHttpServer: () => http } } as unknown as HttpAdapterHost;
    sockets = new TrackingSockets(
      host,
      hub,
      tickets,
      new RevokedSessions({ revokedSince: () => Promise.resolve([]) }, clock),
      new TrackingFrames({} as CourierCards),
      new FollowLimit(),
      clock,
    );
    const setting = jest.spyOn(global, 'setInterval').mockImplementation((tick) => {
      tickOnce = tick;
      return setTimeout(() => undefined, 0);
    });
    sockets.onApplicationBootstrap();
    setting.mockRestore();
  });

  afterEach(async () => {
    await sockets.onModuleDestroy();
    http.closeAllConnections();
    http.close();
  });

  async function open(autoPong: boolean): Promise<WebSocket> {
    const { ticket } = await tickets.issue({
      actor: { id: 'customer-1', role: 'customer' },
      sessionId: 'session-1',
      subject: `order:${ORDER_ID}`,
    });
    const { port } = http.address() as AddressInfo;
    const url = `ws://127.0.0.1:${port}/ws/track?order_id=${ORDER_ID}&ticket=${ticket}`;
    const client = new WebSocket(url, { autoPong });
    await once(client, 'open');
    return client;
  }

  it('are pinged every half minute, and dropped when nobody answers', async () => {
    const [alive, dead] = [await open(true), await open(false)];
    const pinged = Promise.all([once(alive, 'ping'), once(dead, 'ping')]);
    halfAMinute();
    await pinged;
    // A pong is on its way back: a second round trip is behind it.
    alive.ping();
    await once(alive, 'pong');
    const dropped = once(dead, 'close');
    const again = once(alive, 'ping');
    halfAMinute();
    expect((await dropped)[0]).toBe(1006);
    await again;
    expect(alive.readyState).toBe(WebSocket.OPEN);
    expect([sockets.count, left]).toEqual([1, 1]);
    alive.terminate();
  });

  it('are told to come back when the server stops, and no more are opened', async () => {
    const client = await open(true);
    const closed = once(client, 'close');
    await sockets.onModuleDestroy();
    expect((await closed)[0]).toBe(1012);
    expect(left).toBe(1);
    const refused = await open(true).then(
      () => 'opened',
      (error: unknown) => String(error),
    );
    expect(refused).toContain('503');
  });
});
