import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as the owner of its folder, or at first as `postgres` or
 * `nobody`, whichever the machine has. Null: this process may run the server as itself.
 */
export function chooseServerUser(clusterFolder: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL cannot run as root, and /etc/passwd has neither postgres nor nobody');
}

/** Whether the user may enter a folder and every folder above it. */
export function canEnter(path: string, user: ServerUser | null): boolean {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if (!permits(folder, user, 0o1)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether the mode of a file or folder grants the user these bits: 4 read, 2 write, 1 enter or execute. */
export function permits(path: string, user: ServerUser | null, bits: number): boolean {
  if (user === null) return true;
  const { mode, uid, gid } = statSync(path);
  const granted = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  return (granted & bits) === bits;
}
