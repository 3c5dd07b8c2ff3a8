import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock';

describe('the lock of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiffin-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is held by one at a time, and free again once it is let go of', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder, 0)).rejects.toThrow(`process id ${process.pid}`);
    await release();
    await (
      await lockFolder(folder, 0)
    )();
  });

  it('is waited for while its holder ends', async () => {
    const release = await lockFolder(folder);
    const next = lockFolder(folder);
    await release();
    await (
      await next
    )();
  });

  it('is taken over from a process that is dead, and from one that had our process id', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const left of [String(pid), String(process.pid), '', 'junk']) {
      await writeFile(join(folder, 'lock'), left);
      await (
        await lockFolder(folder, 0)
      )();
    }
  });

  it('is not taken from another process that lives', async () => {
    await writeFile(join(folder, 'lock'), String(process.ppid));
    await expect(lockFolder(folder, 0)).rejects.toThrow(`process id ${process.ppid}`);
  });
});
