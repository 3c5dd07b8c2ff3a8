import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NoPostgresBinaries, prepareBinaries } from './binaries';
import { locateCluster, readOrCreatePassword } from './cluster';

/** Nobody's: only what is open to all is open to this user. */
const STRANGER = { uid: 54_321, gid: 54_321 };

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'tiffin-cluster-')));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'data'), { mode: 0o755 });
});

afterEach(() => rmSync(home, { recursive: true }));

const locate = (user: typeof STRANGER | null) =>
  locateCluster(join(home, 'data'), user, join(home, 'elsewhere'));

describe("the database's folder", () => {
  it('lies in the data folder', () => {
    expect(locate(null)).toBe(join(home, 'data', 'postgres'));
    expect(locate(STRANGER)).toBe(join(home, 'data', 'postgres'));
  });

  it('lies elsewhere, behind a link, when the server cannot enter a folder above it', () => {
    chmodSync(home, 0o700);
    const place = locate(STRANGER);
    expect(dirname(dirname(place))).toBe(join(home, 'elsewhere'));
    expect(statSync(dirname(place)).mode & 0o777).toBe(0o755);
    chmodSync(home, 0o755);
    expect(locate(STRANGER)).toBe(place);
  });

  it('is not moved once it is there', () => {
    mkdirSync(join(home, 'data', 'postgres'));
    chmodSync(join(home, 'data'), 0o700);
    expect(() => locate(STRANGER)).toThrow('may not enter');
  });
});

describe("the database's password", () => {
  it('is made up once per folder', () => {
    const password = readOrCreatePassword(home);
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(readOrCreatePassword(home)).toBe(password);
    expect(readOrCreatePassword(join(home, 'data'))).not.toBe(password);
  });
});

describe('the binaries', () => {
  const { arch } = process;
  afterEach(() => Object.defineProperty(process, 'arch', { value: arch }));

  it('find their libraries without an install script', () => {
    const { postgres } = prepareBinaries(null, home);
    if (process.platform === 'linux') {
      expect(existsSync(join(postgres, '../../lib/libpq.so.5'))).toBe(true);
    }
    expect(existsSync(postgres)).toBe(true);
  });

  it('are missing on a platform that has none, which says what to do', () => {
    Object.defineProperty(process, 'arch', { value: 'mips' });
    expect(() => prepareBinaries(null, home)).toThrow(NoPostgresBinaries);
    expect(() => prepareBinaries(null, home)).toThrow('Set DATABASE_URL');
  });
});
