import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from './http-exchange';
import { record, type JsonRecord } from './json';

/** So often a question to the gateway is asked that got no answer. */
const TRIES = 60;

/** Where the gateway is, and the key to its control routes. Both may be others after a restart. */
export interface GatewayAddress {
  readonly url: string;
  readonly key: string;
}

/** The control routes of the sandbox gateway, which never misbehave. */
export class GatewayControl {
  /** @param locate asks where the gateway is now */
  constructor(
    private address: GatewayAddress,
    private readonly locate: () => Promise<GatewayAddress>,
  ) {}

  /** @param path such as `/control/book` @throws when it refuses, or does not answer for a minute */
  async ask(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<JsonRecord> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { url, key } = this.address;
      const answer = await exchange(new URL(`${url}${path}`), {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer?.status === 200) return answer.body;
      if (answer !== null && answer.status < 500 && answer.status !== 401) {
        throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      await sleep(1_000);
      this.address = await this.locate();
    }
    throw new Error(`the gateway at ${this.address.url} does not answer ${method} ${path}`);
  }

  /** How often each fault has happened since the gateway was first started. */
  async faultCounts(): Promise<ReadonlyMap<string, number>> {
    const { counts } = await this.ask('GET', '/control/misbehaviour');
    return new Map(
      Object.entries(record(counts)).flatMap(([fault, count]) =>
        typeof count === 'number' ? [[fault, count] as const] : [],
      ),
    );
  }
}
