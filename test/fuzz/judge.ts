import { z } from 'zod';
import { documentedErrors } from '../whole/document';
import type { Answer } from '../whole/wire';

/** What no client should ever read: stacks, files, statements, names of tables. */
const INSIDES =
  /\bat \S+ \(|node_modules|\.[jt]s:\d|\/src\/|\/dist\/|\/work\/|\bSELECT\b|\bINSERT\b|es_event|\brm_|pg_|syntax error|ZodError|TypeError/;

const ERRORS = documentedErrors();

const problem = z.looseObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  error_code: z.string(),
  retryable: z.boolean(),
  request_id: z.string(),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The code of a refusal; null when it has none. */
export function codeOf({ text }: Answer): string | null {
  const read = problem.safeParse(parsed(text));
  return read.success ? read.data.error_code : null;
}

/**
 * What is wrong with an answer, whatever was asked; null when nothing is.
 * @param requestId as it was sent
 * @param sent the request in words, which an answer may repeat
 */
export function faultIn(answer: Answer, requestId: string, sent: string): string | null {
  const { status, headers, text } = answer;
  if (status >= 500) return `a server error: ${status}`;
  const leak = INSIDES.exec(text);
  if (leak !== null && !sent.includes(leak[0])) return `it tells insides: ${leak[0]}`;
  if (headers['x-request-id'] !== requestId) return 'it does not name the request';
  if (status < 400) return null;
  if (!/^application\/problem\+json(;|$)/.test(headers['content-type'] ?? ''))
    return 'the refusal is no problem document';
  const read = problem.safeParse(parsed(text));
  if (!read.success) return `the problem is not well-formed: ${read.error.message}`;
  const { error_code: code, status: told, request_id: named } = read.data;
  if (named !== requestId) return 'the problem does not name the request';
  if (told !== status) return 'the problem has another status than the answer';
  if (!ERRORS.has(code)) return `docs/errors.md has no ${code}`;
  if (ERRORS.get(code) !== status) return `docs/errors.md gives ${code} another status`;
  return null;
}
