import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GroupedCalls } from '../grouped-calls';
import { PushSender, type PushMessage, type PushResult } from '../../../application/ports/push-sender';

/**
 * Stands for a push service where none is configured: every message becomes a line of JSON in a file. Like the real
 * ones it is asked for the same message twice at times; the key tells which.
 */
export class OutboxFilePush extends PushSender {
  private readonly lines = new GroupedCalls<PushMessage, PushResult>((messages) => this.write(messages));

  /** @param file absolute; made with its folder whenever it is not there */
  constructor(private readonly file: string) {
    super();
  }

  override send(message: PushMessage): Promise<PushResult> {
    return this.lines.call(message);
  }

  private async write(messages: readonly PushMessage[]): Promise<readonly PushResult[]> {
    const lines = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
    // The folder is there but for the first time, and after somebody removed it.
    await appendFile(this.file, lines).catch(async () => {
      await mkdir(dirname(this.file), { recursive: true });
      await appendFile(this.file, lines);
    });
    return messages.map(() => 'sent');
  }
}
