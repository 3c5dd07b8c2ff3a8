import type { FastifyRequest } from 'fastify';
import { SHARD_COUNT } from '../../../../domain/kernel/shard';
import type { MinPosition } from '../../../../projections/order-view/order-reader';
import { Problem } from './problems';

/**
 * What the reader has written and wants to see, from `?min_position=` or the X-Min-Position header.
 * @throws Problem when it is not a token of ours
 */
export function minPositionOf(request: FastifyRequest): MinPosition | null {
  const query = request.query as Readonly<Record<string, unknown>>;
  const token = query['min_position'] ?? request.headers['x-min-position'];
  if (token === undefined || token === '') return null;
  const match = typeof token === 'string' ? /^(\d{1,2})\.(\d{1,16})$/.exec(token) : null;
  const [shard, position] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || shard >= SHARD_COUNT || !Number.isSafeInteger(position)) {
    throw new Problem('VALIDATION_ERROR', 'min_position: send the `position` of a command as it was');
  }
  return { shard, position };
}
