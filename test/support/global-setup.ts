import { openRunFolder } from './run-folder';
import { startTestServer } from './test-server';

const PURE_SPEC = /(?<!\.(int|e2e))\.spec\.ts$/;

/** Runs once before all specs. A run of pure specs only, named by their files, needs no database. */
const globalSetup = async ({ nonFlagArgs }: { readonly nonFlagArgs: readonly string[] }): Promise<void> => {
  if (nonFlagArgs.length > 0 && nonFlagArgs.every((name) => PURE_SPEC.test(name))) return;
  process.env.TIFFIN_TEST_DATABASE_URL = await startTestServer(openRunFolder());
};

export = globalSetup;
