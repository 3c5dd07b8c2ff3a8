const PART = '[a-z0-9-][a-z0-9.-]*';
const NAME = new RegExp(`^${PART}(/${PART})*$`);
const MAX_LENGTH = 200;

/**
 * Holds a name against the rules of the port: no part of it can lead out of a folder.
 * @throws when it breaks them
 */
export function requireBlobName(name: string): string {
  if (name.length > MAX_LENGTH || !NAME.test(name)) throw new Error(`no name for a blob: ${name}`);
  return name;
}
