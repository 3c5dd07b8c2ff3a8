import type { HttpClient } from './e2e-http';
import { until } from './e2e-until';

/** An event as a server sent it. */
export interface SentEvent {
  readonly name: string;
  readonly data: unknown;
}

/** Reads Server-Sent Events, and keeps all of them. */
export class EventReader {
  readonly events: SentEvent[] = [];
  /** Comments, which say that the stream is still there. */
  readonly comments: string[] = [];
  /** Whether the server has ended the stream. */
  hasEnded = false;
  private readonly leaving = new AbortController();

  /** @throws when the server refuses */
  static async open(http: HttpClient, path: string): Promise<EventReader> {
    const reader = new EventReader();
    const response = await fetch(`${http.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${http.token ?? ''}` },
      signal: reader.leaving.signal,
    });
    const type = response.headers.get('content-type') ?? '';
    if (response.body === null || !type.startsWith('text/event-stream')) {
      throw new Error(`${path} answered ${response.status} ${await response.text()}`);
    }
    void reader.read(response.body).catch(() => undefined);
    return reader;
  }

  /** Waits for an event of that name that is as wanted; earlier ones count too. */
  next(name: string, isWanted: (data: unknown) => boolean = () => true): Promise<unknown> {
    const ask = (): Promise<SentEvent | undefined> =>
      Promise.resolve(this.events.find((event) => event.name === name && isWanted(event.data)));
    return until(`an event ${name} comes`, ask).then(({ data }) => data);
  }

  untilEnd(): Promise<boolean> {
    return until('the stream ends', () => Promise.resolve(this.hasEnded || undefined));
  }

  leave(): void {
    this.leaving.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of body) {
        const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } finally {
      this.hasEnded = true;
    }
  }

  private take(block: string): void {
    if (block.startsWith(':')) this.comments.push(block);
    const [, name] = /^event: (.*)$/m.exec(block) ?? [];
    const [, data] = /^data: (.*)$/m.exec(block) ?? [];
    if (name !== undefined) this.events.push({ name, data: JSON.parse(data ?? 'null') as unknown });
  }
}
