import { InvalidArgumentError } from 'commander';
import type { AnyProjection } from '../../projections/projection';
import { READ_MODELS } from '../../projections/read-models';

export const READ_MODEL_NAMES = READ_MODELS.map(({ name }) => name).join(', ');

/** @throws InvalidArgumentError */
export function readModel(name: string): AnyProjection {
  const found = READ_MODELS.find((model) => model.name === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There is no read model ${name}. Choose among: ${READ_MODEL_NAMES}.`);
}

/** For an argument that may be given several times. @throws InvalidArgumentError */
export const oneMoreReadModel = (
  name: string,
  before: readonly AnyProjection[] | undefined,
): readonly AnyProjection[] => [...(before ?? []), readModel(name)];
