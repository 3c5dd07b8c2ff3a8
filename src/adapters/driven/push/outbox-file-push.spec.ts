import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PushMessage } from '../../../application/ports/push-sender';
import { OutboxFilePush } from './outbox-file-push';

const message = (key: string): PushMessage => ({
  ...{ key, accountId: 'meera', title: 'ऑर्डर पक्का हुआ', body: 'one\ntwo', link: '/orders/1' },
});

const folder = mkdtempSync(join(tmpdir(), 'tiffin-outbox-'));
const inThe = (name: string): string => join(folder, name, 'push.jsonl');

const keysIn = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as PushMessage).key);

afterAll(() => rmSync(folder, { recursive: true }));

describe('a file in place of a push service', () => {
  it('gets a line for every message, whole even when many come at once', async () => {
    const push = new OutboxFilePush(inThe('many'));
    const keys = Array.from({ length: 50 }, (_, n) => `note-${n}`);
    expect(new Set(await Promise.all(keys.map((key) => push.send(message(key)))))).toEqual(new Set(['sent']));
    expect(keysIn(inThe('many')).sort()).toEqual([...keys].sort());
  });

  it('is there again after it could not be made, or was removed', async () => {
    const push = new OutboxFilePush(inThe('late'));
    writeFileSync(join(folder, 'late'), 'a file where the folder should be');
    await expect(push.send(message('note-1'))).rejects.toThrow();
    rmSync(join(folder, 'late'));
    expect(await push.send(message('note-1'))).toBe('sent');
    rmSync(join(folder, 'late'), { recursive: true });
    expect(await push.send(message('note-2'))).toBe('sent');
    expect(keysIn(inThe('late'))).toEqual(['note-2']);
  });
});
