import { connect, type AddressInfo, type Socket } from 'node:net';
import Fastify from 'fastify';
import { RevokedSessions } from '../../../../application/identity/revoked-sessions';
import { setCaller } from './caller';
import { EventStream, EventStreams, KEEP_ALIVE_MS, MAX_WAITING_BYTES } from './sse';

const revokedSessions = (): RevokedSessions =>
  new RevokedSessions(
    { revokedSince: () => Promise.resolve([]) },
    { now: () => 0, sleep: () => Promise.resolve() },
  );

describe('a stream of events', () => {
  const written = (stream: EventStream): string => String(stream.body.read() ?? '');

  it('has a name and a line of JSON for each event, whatever is in it', () => {
    const stream = new EventStream();
    stream.send('order', { note: 'one\ntwo' });
    stream.end();
    expect(written(stream)).toBe('retry: 2000\n\nevent: order\ndata: {"note":"one\\ntwo"}\n\n');
  });

  it('says that it is still there while nothing happens, and no longer once it has ended', () => {
    jest.useFakeTimers();
    try {
      const stream = new EventStream();
      written(stream);
      jest.advanceTimersByTime(2 * KEEP_ALIVE_MS);
      expect(written(stream)).toBe(': still here\n\n: still here\n\n');
      stream.end();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('sends nothing after its end', () => {
    const stream = new EventStream();
    written(stream);
    stream.end();
    stream.send('late', {});
    stream.end();
    expect(stream.signal.aborted).toBe(true);
    expect(written(stream)).toBe('');
  });

  it('cuts a reader off who does not read', () => {
    const stream = new EventStream();
    stream.send('much', 'x'.repeat(MAX_WAITING_BYTES));
    expect(stream.signal.aborted).toBe(false);
    stream.send('more', 'x');
    expect(stream.signal.aborted).toBe(true);
    expect(stream.body.destroyed).toBe(true);
  });
});

describe('streams of events that are served', () => {
  const revoked = revokedSessions();
  const streams = new EventStreams(revoked);
  const server = Fastify();
  const sockets: Socket[] = [];
  let started: EventStream[] = [];

  server.get('/feed', (request, reply) => {
    const { session } = request.query as { readonly session: string };
    setCaller(request, { actor: { id: 'a', role: 'restaurant' }, sessionId: session });
    started.push(streams.start(request, reply));
  });

  beforeAll(() => server.listen({ port: 0, host: '127.0.0.1' }));
  beforeEach(() => (started = []));
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  const urlOf = (session: string): string =>
    `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/feed?session=${session}`;

  it('arrive as they are sent, and end with the session of their reader alone', async () => {
    const [one, other] = await Promise.all([fetch(urlOf('one')), fetch(urlOf('other'))]);
    expect(one.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    revoked.add(['one']);
    expect(await one.text()).toBe('retry: 2000\n\n');
    const still = started.find(({ signal }) => !signal.aborted);
    still?.send('news', 1);
    still?.end();
    expect(await other.text()).toBe('retry: 2000\n\nevent: news\ndata: 1\n\n');
  });

  it('end when their reader goes away', async () => {
    const leaving = new AbortController();
    await fetch(urlOf('leaver'), { signal: leaving.signal });
    const [stream] = started;
    const ended = new Promise((resolve) => stream?.signal.addEventListener('abort', resolve));
    leaving.abort();
    await ended;
    expect(stream?.body.destroyed).toBe(true);
  });

  it('are cut off when their reader does not read on', async () => {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.pause();
    socket.write('GET /feed?session=slow HTTP/1.1\r\nhost: here\r\n\r\n');
    const broken = new Promise((resolve) =>
      server.server.once('connection', (peer) => peer.once('close', resolve)),
    );
    while (started.length === 0) await new Promise(setImmediate);
    const [stream] = started;
    while (stream?.signal.aborted === false) {
      stream.send('much', 'x'.repeat(MAX_WAITING_BYTES / 4));
      await new Promise(setImmediate);
    }
    await broken;
  });

  it('have nothing to tell a HEAD', async () => {
    const reply = await fetch(urlOf('head'), { method: 'HEAD' });
    expect([reply.status, await reply.text()]).toEqual([200, '']);
    expect(started[0]?.signal.aborted).toBe(true);
  });

  it('are refused to a session that has ended, and all end when the server stops', async () => {
    revoked.add(['ended']);
    expect((await fetch(urlOf('ended'))).status).toBe(401);
    const open = await fetch(urlOf('open'));
    streams.onModuleDestroy();
    expect(await open.text()).toBe('retry: 2000\n\n');
    expect((await fetch(urlOf('late'))).status).toBe(503);
  });
});
