import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from './problems';

export interface AnswersOptions {
  readonly summary: string;
  /** Body of the success, or an HTML page, a picture, or a stream of Server-Sent Events; none if left out. */
  readonly ok?: Type | 'page' | 'picture' | 'drawing' | 'events';
  /** Whether the success is an HTML page for those who accept one. */
  readonly alsoPage?: boolean;
  /** Status of the success; 200 if left out. */
  readonly status?: number;
  /** What it may answer besides the problems that every route shares. */
  readonly problems?: readonly ProblemCode[];
  readonly idempotencyKey?: 'required' | 'honoured';
  /** Whether it takes the token of a command to wait for. */
  readonly readsYourWrites?: boolean;
}

const BYTES = { schema: { type: 'string', format: 'binary' } } as const;
const PICTURE = { 'image/jpeg': BYTES, 'image/png': BYTES } as const;
const DRAWING = { 'image/svg+xml': { schema: { type: 'string' } } } as const;
const EVENTS = { 'text/event-stream': { schema: { type: 'string' } } } as const;
const PAGE = { 'text/html': { schema: { type: 'string' } } } as const;

function successOf(status: number, ok: AnswersOptions['ok'], alsoPage: boolean): ApiResponseOptions {
  const success = { status, description: 'Done' };
  if (ok === undefined) return success;
  if (ok === 'page') return { ...success, content: PAGE };
  if (ok === 'events') return { ...success, content: EVENTS };
  if (ok === 'picture') return { ...success, content: PICTURE };
  if (ok === 'drawing') return { ...success, content: DRAWING };
  return alsoPage
    ? { ...success, content: { 'application/json': { schema: { $ref: getSchemaPath(ok) } }, ...PAGE } }
    : { ...success, type: ok };
}

/** Describes a route in the OpenAPI document. */
export function Answers(options: AnswersOptions): MethodDecorator {
  const { summary, ok, alsoPage = false, status = 200, problems = [] } = options;
  const { idempotencyKey, readsYourWrites = false } = options;
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problems) {
    byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  }
  const decorators: MethodDecorator[] = [
    ApiOperation({ summary }),
    ApiBearerAuth(),
    ApiResponse(successOf(status, ok, alsoPage)),
    ...(typeof ok === 'function' ? [ApiExtraModels(ok)] : []),
    ...[...byStatus].map(([problemStatus, codes]) =>
      ApiResponse({
        status: problemStatus,
        description: codes.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ),
  ];
  if (idempotencyKey !== undefined) {
    decorators.push(
      ApiHeader({
        name: 'Idempotency-Key',
        required: idempotencyKey === 'required',
        description: 'A new UUID for each new request, the same one for a repeat of it',
      }),
    );
  }
  if (readsYourWrites) {
    decorators.push(
      ApiHeader({
        name: 'X-Min-Position',
        required: false,
        description: 'The `position` of a command: waits until its effect can be seen',
      }),
    );
  }
  return applyDecorators(...decorators);
}
