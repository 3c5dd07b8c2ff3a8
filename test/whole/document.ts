import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/main/project-root';

const ROOT = projectRoot();

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const schemaOfSchema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  nullable: z.boolean().optional(),
  get items() {
    return schemaOfSchema.optional();
  },
  get properties() {
    return z.record(z.string(), schemaOfSchema).optional();
  },
});

/** As much of a JSON schema as the API's document uses. */
export type Schema = z.infer<typeof schemaOfSchema>;

const operation = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        schema: schemaOfSchema.default({}),
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: schemaOfSchema })) }).optional(),
});

const documentSchema = z.object({
  paths: z.record(z.string(), z.partialRecord(z.enum(METHODS), operation)),
  components: z.object({ schemas: z.record(z.string(), schemaOfSchema) }),
});

const file = join(ROOT, 'schema', 'openapi.json');
const document = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Where a field is; in a body the way to it, `[]` for the items of a list. */
export interface Field {
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** A route as the document of the API describes it. */
export interface Route {
  /** `POST /api/v1/orders/{id}/cancel`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly fields: readonly Field[];
  readonly takesJson: boolean;
  readonly takesPictures: boolean;
}

function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`the document has no ${schema.$ref}`);
  return found;
}

function bodyFields(raw: Schema, path: readonly string[]): readonly Field[] {
  const schema = resolved(raw);
  const own: readonly Field[] = path.length === 0 ? [] : [{ in: 'body', path, schema }];
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, of]) =>
    bodyFields(of, [...path, name]),
  );
  const items = schema.items === undefined ? [] : bodyFields(schema.items, [...path, '[]']);
  return [...own, ...members, ...items];
}

/** Every route of the API. */
export const ROUTES: readonly Route[] = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const found = item[method];
    if (found === undefined) return [];
    const json = found.requestBody?.content['application/json']?.schema;
    const parameters = found.parameters.map((one): Field => ({
      in: one.in,
      path: [one.name],
      schema: one.schema,
    }));
    return [
      {
        ...{ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path },
        fields: [...parameters, ...(json === undefined ? [] : bodyFields(json, []))],
        takesJson: json !== undefined,
        takesPictures: found.requestBody?.content['image/png'] !== undefined,
      },
    ];
  }),
);

/** The field as a person names it: `body lines[].quantity`. */
export const fieldName = (field: Field): string =>
  `${field.in} ${field.path.join('.').replaceAll('.[]', '[]')}`;

/** A table row of a Markdown document, cell by cell, without the ticks. */
const rowsOf = (markdown: string): readonly (readonly string[])[] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );

/** The codes that docs/errors.md promises, with their status. */
export function documentedErrors(): ReadonlyMap<string, number> {
  const rows = rowsOf(readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8'));
  return new Map(rows.map(([code = '', status = '']) => [code, Number(status)]));
}

/** Who may call what, as docs/access.md promises: `GET /api/v1/orders/:id` to roles, or `public` and the like. */
export function documentedAccess(): ReadonlyMap<string, readonly string[]> {
  const rows = rowsOf(readFileSync(join(ROOT, 'docs', 'access.md'), 'utf8'));
  return new Map(
    rows.map(([route = '', access = '']) => [route, access.split(',').map((one) => one.trim())]),
  );
}
