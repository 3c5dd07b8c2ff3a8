import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { createFastifyAdapter } from '../../adapters/driving/http/support/fastify-adapter';
import { AUTHORIZATION } from '../../adapters/driving/http/support/authorization';
import { AppModule } from '../modules/app.module';

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457. Further members tell more, by error_code.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do next' },
    error_code: { type: 'string', description: 'Stable; see docs/errors.md' },
    retryable: { type: 'boolean', description: 'Whether the same request may succeed later' },
    request_id: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'error_code', 'retryable', 'request_id'],
};

/** The OpenAPI document of the routes as they stand. Needs no database: nothing behind the routes is made. */
export async function openApiDocument(version: string): Promise<OpenAPIObject> {
  const adapter = createFastifyAdapter({ logLevel: 'silent', onRequestDone: () => undefined });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.ofNothing(), adapter, {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const config = new DocumentBuilder()
    .setTitle('Tiffin')
    .setDescription(
      'An order engine for food delivery. Amounts: `*_minor` with `currency` are what counts; the decimals beside ' +
        'them are for people. Commands answer with a `position`, which a later read may give as `min_position` to see ' +
        'their effect. Errors are problem+json with a stable `error_code`.',
    )
    .setVersion(version)
    .addBearerAuth()
    .build();
  const document = cleanupOpenApiDoc(SwaggerModule.createDocument(app, config));
  await app.close();
  const schemas = { ...document.components?.schemas, Problem: PROBLEM_SCHEMA };
  return withAccess({ ...document, components: { ...document.components, schemas } });
}

/** Tells of each route who may call it, from the table that the guard goes by. */
function withAccess(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item) as [string, Record<string, unknown>][]) {
      const route = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
      const access = AUTHORIZATION.get(route);
      if (access === 'public') delete operation['security'];
      operation['x-access'] = access ?? 'nobody';
    }
  }
  return document;
}
