import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/**
 * Serves the committed OpenAPI document at /openapi.json, and a page to try it at /docs, all from local files.
 * @param documentFile the committed document
 */
export function serveDocs(app: NestFastifyApplication, documentFile: string): void {
  const read = (): OpenAPIObject => JSON.parse(readFileSync(documentFile, 'utf8')) as OpenAPIObject;
  SwaggerModule.setup('docs', app, read, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Tiffin API',
    swaggerOptions: { persistAuthorization: true },
  });
}
