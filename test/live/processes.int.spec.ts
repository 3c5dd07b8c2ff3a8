import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { familyOf, isAlive, killHard, memoryOf } from './processes';

/** A program that starts another one, says which, and waits. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(child.pid);
  setInterval(() => {}, 1000);
`;

/** The drill looks into /proc. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('processes of this machine', () => {
  it('are found with all that they started, measured, and killed together', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = parent.pid ?? 0;
    expect(familyOf(pid)).toEqual([pid, Number(line)]);
    expect(isAlive(Number(line))).toBe(true);
    expect(memoryOf(pid)).toBeGreaterThan(5_000_000);
    await killHard(familyOf(pid));
    expect([isAlive(pid), isAlive(Number(line))]).toEqual([false, false]);
    expect(memoryOf(pid)).toBeNull();
    await killHard([pid]);
  });
});
