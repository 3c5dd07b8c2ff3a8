import type { GatewayAnswer } from '../../../application/ports/payment-gateway';

/** Everything but `ok`. */
export type NotDone = Exclude<GatewayAnswer<never>, { readonly kind: 'ok' }>;

/** Ends an operation of an adapter with an answer that is not `ok`. Never leaves the adapter. */
export class CallFailed extends Error {
  constructor(readonly answer: NotDone) {
    super(answer.kind);
  }
}

export const refuse = (code: string): CallFailed => new CallFailed({ kind: 'refused', code });
export const unavailable = (cause: string): CallFailed => new CallFailed({ kind: 'unavailable', cause });
export const unknown = (cause: string): CallFailed => new CallFailed({ kind: 'unknown', cause });

/** Runs an operation that ends early by throwing {@link CallFailed}. */
export async function answering<T>(operation: () => Promise<T>): Promise<GatewayAnswer<T>> {
  try {
    return { kind: 'ok', value: await operation() };
  } catch (error) {
    if (error instanceof CallFailed) return error.answer;
    throw error;
  }
}

/**
 * Looks at what a step has made. When that fails the step is done all the same, so the whole is neither refused
 * nor certainly undone, whatever the look says.
 */
export async function afterwards<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const { answer } = error;
    throw unknown(`done, then: ${answer.kind === 'refused' ? answer.code : answer.cause}`);
  }
}

/** What a look-up by an id gives when the gateway refuses it: nothing is there. */
export async function orNull<T>(look: Promise<T>): Promise<T | null> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof CallFailed && error.answer.kind === 'refused') return null;
    throw error;
  }
}

/** How much is left, in whole milliseconds, of a time that starts now. Never below 1. */
export function countdown(ms: number): () => number {
  const end = performance.now() + ms;
  return () => Math.max(1, Math.ceil(end - performance.now()));
}
