import { AUTHORIZATION } from '../../adapters/driving/http/support/authorization';
import { PROBLEMS } from '../../adapters/driving/http/support/problems';
import { lifecycleDiagram, lifecycleTable } from '../../domain/order/lifecycle-diagram';
import { TRANSITIONS } from '../../domain/order/order-transitions';

/** The life of an order, drawn from the table that decides it. */
export const lifecyclePage = (): string =>
  `# The life of an order

Drawn from the table that the aggregate decides by.

\`\`\`mermaid
${lifecycleDiagram(TRANSITIONS).trim()}
\`\`\`

${lifecycleTable(TRANSITIONS).trim()}
`;

/** Every error the API answers with. */
export function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title, retryable }]) =>
      `| \`${code}\` | ${status} | ${title} | ${retryable ? 'yes' : 'no'} |`,
  );
  return `# Errors

Errors are \`application/problem+json\` (RFC 9457). \`error_code\` is stable; \`detail\` says what to do next and may be
worded anew. Some carry further members, such as \`changes\` or \`opens_at\`.

| error_code | status | meaning | retryable |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** Who may call which route. */
export function accessPage(): string {
  const rows = [...AUTHORIZATION].map(
    ([route, access]) => `| \`${route}\` | ${typeof access === 'string' ? access : access.join(', ')} |`,
  );
  return `# Who may call what

The table that the guard goes by. A route without a row is refused and fails the build. \`operator\`: from the machine
itself, or with an administrator's token. What a role sees of others' things is decided by ownership after this.

| route | access |
|---|---|
${rows.join('\n')}
`;
}
