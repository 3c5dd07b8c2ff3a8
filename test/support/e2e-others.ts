import { randomUUID } from 'node:crypto';
import { expectHidden } from './e2e-hidden';
import type { Reply } from './e2e-http';
import type { Person } from './e2e-people';
import { requestsInTheLog, sendRaw } from './e2e-raw';
import type { Process } from './e2e-server';

/** A request about something, for whose id `ID` stands in the path and the body. A body of bytes is a PNG. */
export type Asked = readonly [method: string, path: string, payload?: object | Buffer];

/** Requests of people about what is somebody else's, which are to be refused as if it did not exist. */
export class Others {
  private readonly requestIds: string[] = [];

  constructor(private readonly server: Process) {}

  /** @param isRefused false: the request may do something */
  send(person: Person, [method, path, payload]: Asked, id: string, isRefused = true): Promise<Reply> {
    const requestId = randomUUID();
    if (isRefused) this.requestIds.push(requestId);
    const isPicture = Buffer.isBuffer(payload);
    return sendRaw(this.server, {
      method,
      path: `/api/v1${path.replace('ID', id)}`,
      headers: {
        'x-request-id': requestId,
        ...(payload === undefined ? {} : { 'content-type': isPicture ? 'image/png' : 'application/json' }),
      },
      token: person.accessToken,
      payload: isPicture || payload === undefined ? (payload ?? null) : jsonAbout(payload, id),
    });
  }

  /** To that person, the thing looks as if it did not exist, whatever they ask. */
  async seeNothing(person: Person, asks: readonly Asked[], id: string): Promise<void> {
    for (const asked of asks) await expectHidden((one) => this.send(person, asked, one), id);
  }

  /** No event came from any of the requests, and they were many. */
  async leftNothingBehind(atLeast: number): Promise<void> {
    const logged = await requestsInTheLog(this.server);
    expect(this.requestIds.length).toBeGreaterThan(atLeast);
    expect(this.requestIds.filter((id) => logged.has(id))).toEqual([]);
  }
}

const jsonAbout = (payload: object, id: string): string => JSON.stringify(payload).replace('"ID"', `"${id}"`);
