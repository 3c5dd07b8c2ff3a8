import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { PROCESS_ROLES } from '../../src/main/config';
import { startTiffin } from '../../src/main/tiffin';
import { READ_MODELS } from '../../src/projections/read-models';

/** Nothing is ever cashed there. */
const NO_GATEWAY = { publicUrl: null, stripe: null, razorpay: null, sandbox: null };

const MASTER_KEY = 'master.key';

/** Has a first start fill an empty database, and waits until the read models show all of it. */
export async function seedTestCity(databaseUrl: string, runFolder: string): Promise<void> {
  const dataDir = join(runFolder, 'city');
  const tiffin = await startTiffin(
    {
      ...{ port: 0, host: '127.0.0.1', dataDir, databaseUrl, roles: [...PROCESS_ROLES] },
      blobDir: join(dataDir, 'blobs'),
      pushOutbox: join(dataDir, 'outbox', 'push.jsonl'),
      ...{ masterKey: null, logLevel: 'silent', sandbox: true, payments: NO_GATEWAY },
    },
    () => undefined,
  );
  const { eventStore, progress } = tiffin.parts;
  const heads = await eventStore.shardHeads(await eventStore.headPosition());
  for (const model of READ_MODELS) {
    for (const [shard, position] of heads.entries()) {
      const isShown = await progress.waitFor(model, shard, position, 30_000);
      if (!isShown) throw new Error(`${model.name} does not show the city that the specs begin with`);
    }
  }
  await tiffin.stop();
  process.env.TIFFIN_TEST_CITY = dataDir;
}

/** Lets a data folder open what is sealed in a copy of that database. */
export function copyCityKey(dataDir: string): void {
  const city = process.env.TIFFIN_TEST_CITY;
  if (city === undefined) throw new Error('No city: only .e2e.spec files may ask for one');
  cpSync(join(city, MASTER_KEY), join(dataDir, MASTER_KEY));
}
