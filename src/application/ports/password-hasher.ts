/** Turns passwords into hashes that are slow to guess from. */
export abstract class PasswordHasher {
  /** A salted hash that names its own parameters. */
  abstract hash(password: string): Promise<string>;

  /**
   * Whether the password belongs to the hash. With no hash (an unknown account) it works as long and answers
   * false, so that the time of a reply does not tell which accounts exist.
   */
  abstract verify(hash: string | undefined, password: string): Promise<boolean>;
}
