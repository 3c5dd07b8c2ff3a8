import { randomUUID } from 'node:crypto';
import type { Reply } from './e2e-http';

/** What a reply tells: all of it but the number of the request. */
function told(reply: Reply): unknown {
  const { request_id: own, ...rest } = reply.problem();
  expect(own).not.toBe('');
  return { ...rest, headers: [...reply.headers.keys()].sort() };
}

/** Asking for what is somebody else's is answered as asking for what does not exist. */
export async function expectHidden(ask: (id: string) => Promise<Reply>, id: string): Promise<void> {
  const [theirs, nothing] = [await ask(id), await ask(randomUUID())];
  expect(told(theirs)).toEqual(told(nothing));
}
