import { Injectable, type ArgumentMetadata } from '@nestjs/common';
import { createZodValidationPipe } from 'nestjs-zod';
import { ZodError } from 'zod';
import { validationProblem } from './problem-filter';
import { Problem } from './problems';

const ZodPipe = createZodValidationPipe({
  createValidationException: (error) =>
    error instanceof ZodError ? validationProblem(error) : new Problem('VALIDATION_ERROR'),
});

/**
 * Checks bodies, queries and parameters against their schemas before anything else happens. No body is an empty
 * object: where every field has a default, there is nothing that a client has to send.
 */
@Injectable()
export class ValidationPipe extends ZodPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): unknown {
    return super.transform(metadata.type === 'body' ? (value ?? {}) : value, metadata);
  }
}
