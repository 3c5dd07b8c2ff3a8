import { z } from 'zod';
import type { Answer } from '../whole/wire';

const document = z.record(z.string(), z.unknown());

/** What differs between any two answers, and tells nothing. */
const OF_EVERY_ANSWER = ['date', 'x-request-id', 'content-length'];

/** Members of a problem that name the request. */
const OF_ONE_REQUEST = ['request_id', 'instance'];

/**
 * All that an answer tells about what was asked for: status, headers, body, without what is of the one request.
 * @param ids that the request was about: an answer may repeat them
 */
export function toldBy({ status, headers, text }: Answer, ids: readonly string[]): string {
  const named = Object.entries(headers).filter(([name]) => !OF_EVERY_ANSWER.includes(name));
  const parsed = text === '' ? {} : document.parse(JSON.parse(text));
  const body = Object.fromEntries(Object.entries(parsed).filter(([name]) => !OF_ONE_REQUEST.includes(name)));
  const told = JSON.stringify({ status, headers: Object.fromEntries(named.sort()), body });
  return ids.reduce((sum, id) => sum.replaceAll(id, 'ID'), told);
}
