import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Accounts } from '../application/ports/accounts';
import type { DemoFacts, HomeFacts } from '../adapters/driving/http/home/home-facts';
import { CITY_CENTRE } from './demo/streets/city-plan';
import { streetsGeoJsonText } from './demo/streets/streets-geojson';
import { accountIdOf } from './demo/demo-city';
import { demoLogins } from './demo/demo-logins';
import { projectRoot } from './project-root';

const PAGE_FILES = [
  'index.html',
  'home.css',
  'home.js',
  'live-city.js',
  'scene.js',
  'city-map.js',
  'map-style.js',
  'plain-map.js',
  'icon.svg',
];

/** What draws the map. Its worker is a file of its own, so that the page needs no permission to make scripts. */
const MAP_FILES = ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css'];

/** What the home page tells of this installation. */
export function openHomeFacts(accounts: Pick<Accounts, 'byId'>): HomeFacts {
  const root = projectRoot();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const home = join(root, 'web', 'home');
  const map = dirname(require.resolve('maplibre-gl/dist/maplibre-gl.css'));
  return {
    version,
    centre: CITY_CENTRE,
    files: new Map([
      ...PAGE_FILES.map((name) => [name, join(home, name)] as const),
      ...MAP_FILES.map((name) => [name, join(map, name)] as const),
    ]),
    async demo(): Promise<DemoFacts | null> {
      const [first] = demoLogins();
      const isHere = first !== undefined && (await accounts.byId(accountIdOf(first.name))) !== undefined;
      return isHere ? { logins: demoLogins(), streets: streetsGeoJsonText() } : null;
    },
  };
}
