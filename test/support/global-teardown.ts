import { removeRunFolder } from './run-folder';
import { stopTestServer } from './test-server';

const globalTeardown = async (): Promise<void> => {
  await stopTestServer();
  removeRunFolder();
};

export = globalTeardown;
