import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startEmbeddedPostgres } from '../adapters/driven/embedded-postgres/embedded-postgres';
import { migrate } from '../adapters/driven/postgres/migrate';
import { createFastifyAdapter } from '../adapters/driving/http/support/fastify-adapter';
import { serveDocs } from '../adapters/driving/http/operations/docs';
import { READ_MODELS } from '../projections/read-models';
import { NodeSystemClock } from '../adapters/driven/clocks/node-system-clock';
import { loadMasterKey } from '../adapters/driven/crypto/master-key-file';
import type { Config } from './config';
import { seedIfFresh } from './demo/seed-if-fresh';
import { openInfrastructure, type Infrastructure } from './infrastructure';
import { createMetrics } from './metrics';
import { measureMoney } from './money-metrics';
import { connectSandbox, openGateways } from './payments';
import { projectRoot } from './project-root';
import { launchGateway } from './sandbox-gateway-process';
import { AppModule } from './modules/app.module';
import { startRoles } from './roles';
import { StartState } from './start-state';

export interface RunningTiffin {
  /** Where the API answers. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Where the sandbox gateway is; null when payments go to a real one, or none. */
  readonly gatewayUrl: string | null;
  /** Whether the demo city is in the database. */
  readonly isDemo: boolean;
  readonly parts: Infrastructure;
  readonly app: NestFastifyApplication;
  /** Resolves when the embedded database has ended, asked to or not; never with a database of your own. */
  readonly databaseEnded: Promise<void>;
  /** Answers what is under way, finishes batches, gives leases back, stops the embedded database. */
  stop(): Promise<void>;
}

/**
 * Starts a process: database, schema, read models, API, and the loops of its roles.
 * @param log for people, a line at a time
 */
export async function startTiffin(config: Config, log: (line: string) => void): Promise<RunningTiffin> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const masterKey = await loadMasterKey(config.masterKey ?? undefined, config.dataDir);
    // The gateway takes its time to start: it does so beside the database.
    const launching = launchGateway(config, masterKey);
    launching.catch(() => undefined);
    const embedded =
      config.databaseUrl === null ? await startEmbeddedPostgres(config.dataDir, { log }) : null;
    if (embedded !== null) undo.push(embedded.stop);
    const gateway = await launching;
    if (gateway?.stop !== undefined) undo.push(gateway.stop);
    const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
    await migrate(databaseUrl, { log });

    let report = (error: unknown): void => log(String(error));
    let publicUrl = config.payments.publicUrl ?? '';
    const gateways = await openGateways(config.payments, gateway, new NodeSystemClock());
    const parts = await openInfrastructure(
      config,
      masterKey,
      databaseUrl,
      { ...gateways, publicUrl: () => publicUrl },
      (error) => report(error),
    );
    undo.push(() => parts.close());
    await parts.generations.ensure(READ_MODELS);
    // The folder is this process's alone: a lease that is still held is one of a process that was killed.
    if (embedded !== null) await parts.shards.releaseAll();

    const metrics = createMetrics(parts.metrics, (error) => report(error));
    measureMoney(parts);
    const adapter = createFastifyAdapter({ logLevel: config.logLevel, onRequestDone: metrics.request });
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), adapter, {
      bodyParser: false,
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    const { log: logger } = adapter.getInstance();
    report = (error) => logger.error({ err: error }, 'a background task failed and is tried again');
    serveDocs(app, join(projectRoot(), 'schema', 'openapi.json'));
    const roles = startRoles(config.roles, parts, metrics, (error) => report(error));
    // Undone from the last to the first: nobody is answered any more when the roles stop.
    undo.push(() => roles.stop());
    undo.push(() => app.close());
    const isDemo = config.sandbox && (await seedIfFresh(parts, log));
    await app.listen(config.port, config.host);
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    publicUrl = config.payments.publicUrl ?? url;
    if (gateways.sandbox !== null) {
      undo.push(await connectSandbox(gateways.sandbox, url, parts.businessClock, (error) => report(error)));
    }
    app.get(StartState).isComplete = true;
    return {
      url,
      gatewayUrl: gateway?.url ?? null,
      databaseUrl,
      isDemo,
      parts,
      app,
      databaseEnded: embedded?.ended ?? new Promise(() => undefined),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
