import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { recordSchema, type BookRecord } from './book-records';
import { lockFolder } from './folder-lock';
import { anchorSchema } from './gateway-clock';
import { countsSchema, misbehaviourSchema } from './misbehaviour';

const settingSchema = z.discriminatedUnion('type', [
  /** Nothing is left to be sent of a webhook. */
  z.object({ type: z.literal('webhook-over'), eventId: z.string() }).readonly(),
  /** Where the merchant listens from now on. */
  z.object({ type: z.literal('webhooks-set'), url: z.string().nullable() }).readonly(),
  z.object({ type: z.literal('clock-set'), anchor: anchorSchema }).readonly(),
  z.object({ type: z.literal('misbehaviour-set'), setting: misbehaviourSchema }).readonly(),
  /** How often what went wrong, by now. */
  z.object({ type: z.literal('misbehaved'), counts: countsSchema }).readonly(),
]);

const entrySchema = z.union([recordSchema, settingSchema]);

/** A line of the file. */
export type BookEntry = BookRecord | z.infer<typeof settingSchema>;

const NEW_LINE = 0x0a;

/** The whole lines of a file; what a crash left behind the last line break is not one. */
function wholeLines(content: Buffer): { readonly lines: readonly string[]; readonly length: number } {
  const length = content.lastIndexOf(NEW_LINE) + 1;
  const text = content.subarray(0, length).toString();
  return { lines: text === '' ? [] : text.slice(0, -1).split('\n'), length };
}

function parsed(line: string, number: number): BookEntry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (error) {
    throw new Error(`line ${number} of the book cannot be read`, { cause: error });
  }
}

/** The gateway's book on disk: lines of JSON that are only ever added, by one process at a time. */
export class BookFile {
  private waiting: string[] = [];
  private writing: Promise<void> | null = null;
  /** After a write that failed, nobody can say what is on disk. */
  private failure: Error | null = null;

  private constructor(
    private readonly handle: FileHandle,
    private readonly unlock: () => Promise<void>,
  ) {}

  /**
   * Opens the book of a folder, or starts one, and gives what it holds.
   * @throws Error when a line that was written whole cannot be read, or another process has the folder
   */
  static async open(
    folder: string,
  ): Promise<{ readonly file: BookFile; readonly entries: readonly BookEntry[] }> {
    await mkdir(folder, { recursive: true });
    const unlock = await lockFolder(folder);
    const path = join(folder, 'book.jsonl');
    const handle = await open(path, 'a');
    try {
      const content = await readFile(path);
      const { lines, length } = wholeLines(content);
      const entries = lines.map((line, index) => parsed(line, index + 1));
      if (length < content.length) await truncate(path, length);
      const directory = await open(folder, 'r');
      await directory.sync().finally(() => directory.close());
      return { file: new BookFile(handle, unlock), entries };
    } catch (error) {
      await handle.close();
      await unlock();
      throw error;
    }
  }

  /** Adds entries; resolves when they, and all before them, are on disk. What comes meanwhile shares the next sync. */
  append(entries: readonly BookEntry[]): Promise<void> {
    this.waiting.push(...entries.map((entry) => `${JSON.stringify(entry)}\n`));
    return this.flushed();
  }

  /** Resolves when everything that was added is on disk. */
  async flushed(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    // Whoever finds a write going on waits for it, and then for one that holds what was added since.
    await this.writing;
    if (this.waiting.length === 0) return this.writing ?? undefined;
    this.writing ??= this.write().finally(() => (this.writing = null));
    await this.writing;
  }

  async close(): Promise<void> {
    try {
      await this.flushed();
    } finally {
      await this.handle.close();
      await this.unlock();
    }
  }

  private async write(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const lines = this.waiting;
    this.waiting = [];
    try {
      await this.handle.appendFile(lines.join(''));
      await this.handle.datasync();
    } catch (error) {
      this.failure = new Error('the book could not be written', { cause: error });
      throw this.failure;
    }
  }
}
