import { readFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** A file as it is sent. */
export interface SentFile {
  readonly type: string;
  /** Compressed with gzip. */
  readonly bytes: Buffer;
  readonly etag: string;
}

const compress = promisify(gzip);

/** The files of a page, each read and compressed when it is first asked for, and kept. */
export class HomeFiles {
  private readonly sent = new Map<string, Promise<SentFile>>();

  /**
   * @param paths by the name that a file is asked for
   * @param fillIn what stands in an HTML file as `{{name}}`, by the name; plain words that need no escaping
   */
  constructor(
    private readonly paths: ReadonlyMap<string, string>,
    private readonly fillIn: Readonly<Record<string, string>> = {},
  ) {}

  /** Null when there is no such file. */
  async find(name: string): Promise<SentFile | null> {
    const path = this.paths.get(name);
    if (path === undefined) return null;
    let file = this.sent.get(name);
    if (file === undefined) {
      file = this.read(path);
      this.sent.set(name, file);
      // One that could not be read is tried again when it is asked for again.
      file.catch(() => this.sent.delete(name));
    }
    return file;
  }

  private async read(path: string): Promise<SentFile> {
    const type = TYPES.get(extname(path)) ?? 'application/octet-stream';
    const raw = await readFile(path);
    const content = type.startsWith('text/html') ? Buffer.from(this.filledIn(raw.toString())) : raw;
    const etag = `"${hash('sha256', content, 'hex').slice(0, 16)}"`;
    return { type, bytes: await compress(content), etag };
  }

  private filledIn(text: string): string {
    return Object.entries(this.fillIn).reduce(
      (filled, [name, word]) => filled.replaceAll(`{{${name}}}`, word),
      text,
    );
  }
}
