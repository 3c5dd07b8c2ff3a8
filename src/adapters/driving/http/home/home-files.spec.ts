import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HomeFiles } from './home-files';

describe('the files of a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiffin-home-'));
  const page = join(folder, 'page.html');
  const script = join(folder, 'page.js');
  writeFileSync(page, '<p>{{version}} of {{version}}, {{other}}</p>');
  writeFileSync(script, 'const braces = "{{version}}";');
  const paths = new Map([
    ['index.html', page],
    ['page.js', script],
    ['lost.css', join(folder, 'lost.css')],
  ]);
  const files = new HomeFiles(paths, { version: '1.2.3' });

  afterAll(() => rmSync(folder, { recursive: true }));

  const textOf = async (name: string): Promise<string> =>
    gunzipSync((await files.find(name))?.bytes ?? '').toString();

  it('have what is to be filled in, in pages only', async () => {
    expect(await textOf('index.html')).toBe('<p>1.2.3 of 1.2.3, {{other}}</p>');
    expect(await textOf('page.js')).toBe('const braces = "{{version}}";');
  });

  it('have a type by their names, and a tag by what is in them', async () => {
    const [found, other] = [await files.find('index.html'), await files.find('page.js')];
    expect(found?.type).toBe('text/html; charset=utf-8');
    expect(other?.type).toBe('text/javascript; charset=utf-8');
    expect(found?.etag).toMatch(/^"[0-9a-f]{16}"$/);
    expect(found?.etag).not.toBe(other?.etag);
  });

  it.each(['', 'page.html', '../page.html', 'constructor', folder])(
    'are those that are listed, not %j',
    async (name) => expect(await files.find(name)).toBeNull(),
  );

  it('are looked for again when they could not be read', async () => {
    await expect(files.find('lost.css')).rejects.toThrow('ENOENT');
    writeFileSync(join(folder, 'lost.css'), 'p {}');
    expect(await textOf('lost.css')).toBe('p {}');
  });
});
