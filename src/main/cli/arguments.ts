import { InvalidArgumentError } from 'commander';
import type { Instant } from '../../domain/kernel/instant';

/** @throws InvalidArgumentError */
export function instantArgument(text: string): Instant {
  const time = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidArgumentError('Give a time such as 2026-03-01 or 2026-03-01T18:30:00+05:30.');
}

/** @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('Give a whole number.');
}
