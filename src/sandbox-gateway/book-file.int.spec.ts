import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BookFile, type BookEntry } from './book-file';

const entry = (n: number): BookEntry => ({
  type: 'captured',
  at: '2026-03-01T19:00:00.000Z',
  reference: `payment-${n}`,
  change: 2,
  amountMinor: n,
});

describe('the book on disk', () => {
  let folder: string;
  const path = () => join(folder, 'book.jsonl');
  const entries = async () => {
    const { file, entries: held } = await BookFile.open(folder);
    await file.close();
    return held;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiffin-book-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('starts empty, in a folder that it makes', async () => {
    folder = join(folder, 'deep', 'down');
    expect(await entries()).toEqual([]);
    folder = join(folder, '../..');
  });

  it('gives back what was added, in its order, of any kind', async () => {
    const { file } = await BookFile.open(folder);
    const over: BookEntry = { type: 'webhook-over', eventId: 'evt_1' };
    const clock: BookEntry = { type: 'clock-set', anchor: { wallMs: 1, clockMs: 2, rate: 3 } };
    const wrong: BookEntry = { type: 'misbehaviour-set', setting: { seed: 1, faults: { delay: 5 } } };
    await file.append([entry(1), over]);
    await file.append([clock, wrong]);
    await file.close();
    expect(await entries()).toEqual([entry(1), over, clock, wrong]);
  });

  it('has on disk what it has answered for, when many add at once', async () => {
    const { file } = await BookFile.open(folder);
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        if (n % 3 === 0) await Promise.resolve();
        await file.append([entry(n + 1)]);
        expect(await readFile(path(), 'utf8')).toContain(`"payment-${n + 1}"`);
      }),
    );
    await file.close();
    const held = await entries();
    expect(new Set(held.map((one) => JSON.stringify(one))).size).toBe(200);
    expect(held).toHaveLength(200);
  });

  it('cuts off a last line that was torn, and goes on after the whole ones', async () => {
    const { file } = await BookFile.open(folder);
    await file.append([entry(1), entry(2)]);
    await file.close();
    const whole = await readFile(path());
    for (let cut = 1; cut < 100; cut += 1) {
      await writeFile(path(), whole.subarray(0, whole.length - cut));
      expect(await entries()).toEqual([entry(1)]);
      const { file: next } = await BookFile.open(folder);
      await next.append([entry(3)]);
      await next.close();
      expect(await entries()).toEqual([entry(1), entry(3)]);
    }
  });

  it('answers for nothing any more once it could not write', async () => {
    const { file } = await BookFile.open(folder);
    await file.close();
    await expect(file.append([entry(1)])).rejects.toThrow('could not be written');
    await expect(file.append([])).rejects.toThrow('could not be written');
    expect(await entries()).toEqual([]);
  });

  it('is opened by one at a time', async () => {
    const { file } = await BookFile.open(folder);
    const next = BookFile.open(folder);
    await file.append([entry(1)]);
    await file.close();
    const { file: second, entries: held } = await next;
    expect(held).toEqual([entry(1)]);
    await second.close();
  });

  it('refuses a line that was written whole and cannot be read', async () => {
    await appendFile(path(), '{"type":"captured"}\n');
    await expect(BookFile.open(folder)).rejects.toThrow('line 1');
  });
});
