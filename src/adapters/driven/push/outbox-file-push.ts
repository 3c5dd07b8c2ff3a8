import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PushSender, type PushMessage, type PushResult } from '../../../application/ports/push-sender';

/**
 * Stands for a push service where none is configured: every message becomes a line of JSON in a file. Like the real
 * ones it is asked for the same message twice at times; the key tells which.
 */
export class OutboxFilePush extends PushSender {
  /** @param file absolute; made with its folder whenever it is not there */
  constructor(private readonly file: string) {
    super();
  }

  override async send(message: PushMessage): Promise<PushResult> {
    await mkdir(dirname(this.file), { recursive: true });
    await appendFile(this.file, `${JSON.stringify(message)}\n`);
    return 'sent';
  }
}
