import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { Pool } from 'pg';

/**
 * The floor: the least that a durable order can cost. A bare Fastify handler that inserts the body as one row
 * through a pool of ten, on the same PostgreSQL.
 */
async function main(): Promise<void> {
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
  await pool.query(
    `CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, at timestamptz NOT NULL, body jsonb NOT NULL)`,
  );
  const app = fastify();
  app.post('/orders', async (request, reply) => {
    const id = randomUUID();
    await pool.query({
      name: 'floor',
      text: 'INSERT INTO bench_floor (id, at, body) VALUES ($1, now(), $2)',
      values: [id, JSON.stringify(request.body)],
    });
    return reply.status(202).send({ order_id: id, status: 'PENDING' });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  process.once('disconnect', () => process.exit(0));
}

void main();
