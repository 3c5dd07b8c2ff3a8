import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Done, Task } from './tasks';

/**
 * Has tasks done by processes of their own, each one at a time.
 * @param next the next task; null: there are no more
 * @param onDone is told of each, in whatever order they come
 * @throws when a process ends before its time, or a task fails with something that is no violation
 */
export async function haveDone(
  workers: number,
  next: () => Task | null,
  onDone: (done: Exclude<Done, { readonly did: 'fail' }>) => void,
): Promise<void> {
  const children: ChildProcess[] = [];
  try {
    await Promise.all(
      Array.from({ length: workers }, () => {
        const child = fork(join(__dirname, 'worker.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
        children.push(child);
        return keepBusy(child, next, onDone);
      }),
    );
  } finally {
    for (const child of children) child.disconnect();
  }
}

function keepBusy(
  child: ChildProcess,
  next: () => Task | null,
  onDone: (done: Exclude<Done, { readonly did: 'fail' }>) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const task = next();
      if (task === null) resolve();
      else child.send(task);
    };
    child.on('exit', (code) => reject(new Error(`a worker ended with ${String(code)}`)));
    child.on('message', (done: Done) => {
      if (done.did === 'fail') {
        reject(new Error(`${JSON.stringify(done.task)}: ${done.error}`));
        return;
      }
      onDone(done);
      give();
    });
    give();
  });
}
