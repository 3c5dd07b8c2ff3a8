import type { GeoPoint } from '../../../../domain/kernel/geo';

/** An account that anybody may try the sandbox with. */
export interface DemoLogin {
  readonly role: string;
  /** A phone number, E.164. */
  readonly login: string;
  readonly password: string;
  readonly name: string;
}

/** What a sandbox holds of a demo city. */
export interface DemoFacts {
  /** One per role. */
  readonly logins: readonly DemoLogin[];
  /** The streets, a GeoJSON document. */
  readonly streets: string;
}

/** What the home page tells that is not in the database, and where its files are. */
export abstract class HomeFacts {
  /** Of Tiffin. */
  abstract readonly version: string;
  /** The middle of the map. */
  abstract readonly centre: GeoPoint;
  /** The page and what it loads, by the name that it is loaded by: paths in the file system. */
  abstract readonly files: ReadonlyMap<string, string>;
  /** Null when the database holds no demo city. */
  abstract demo(): Promise<DemoFacts | null>;
}
