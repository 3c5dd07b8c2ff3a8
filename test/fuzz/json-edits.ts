import type { Json } from '../whole/accepted';

/** Stands for a value while the JSON around it is written. */
const MARK = '"@@here@@"';

/** The value at a way through a body, `[]` being the first of a list; undefined when there is none. */
export function valueAt(body: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<string, unknown>>)[step === '[]' ? '0' : step];
  }, body);
}

/** Whether something can be put at the end of that way. */
export function hasRoomFor(body: unknown, path: readonly string[]): boolean {
  const parent = valueAt(body, path.slice(0, -1));
  return path.at(-1) === '[]' ? Array.isArray(parent) : typeof parent === 'object' && parent !== null;
}

function withMark(body: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return '@@here@@';
  if (step === '[]') {
    const [first, ...others] = Array.isArray(body) ? (body as readonly unknown[]) : [];
    return [withMark(first, rest), ...others];
  }
  const members = typeof body === 'object' && body !== null ? body : {};
  return { ...members, [step]: withMark((members as Readonly<Record<string, unknown>>)[step], rest) };
}

/** The body as text, with a piece of text for the value at the end of the way: what is written need not be JSON. */
export const replaced = (body: Json, path: readonly string[], by: string): string =>
  JSON.stringify(withMark(body, path)).replace(MARK, () => by);

/** The body without what is at the end of the way. */
export function without(body: Json, path: readonly string[]): string {
  const text = JSON.stringify(withMark(body, path));
  if (path.at(-1) === '[]') return text.replace(`${MARK},`, '').replace(MARK, '');
  const member = `${JSON.stringify(path.at(-1))}:${MARK}`;
  return text.replace(`${member},`, '').replace(`,${member}`, '').replace(member, '');
}

/** The body in which a member is said twice: as accepted, and then otherwise. */
export function twice(body: Json, path: readonly string[], other: string): string {
  const name = JSON.stringify(path.at(-1));
  const value = JSON.stringify(valueAt(body, path) ?? null);
  const text = JSON.stringify(withMark(body, path));
  if (path.at(-1) === '[]') return text.replace(MARK, () => `${value},${other}`);
  return text.replace(`${name}:${MARK}`, () => `${name}:${value},${name}:${other}`);
}

/** The body with more members beside the one at the end of the way. */
export function beside(body: Json, path: readonly string[], members: string): string {
  const parent = path.at(-1) === '[]' ? path.slice(0, -2) : path.slice(0, -1);
  if (parent.length === 0)
    return JSON.stringify(body)
      .replace('{', () => `{${members},`)
      .replace(/,\}$/, '}');
  const inner = JSON.stringify(valueAt(body, parent) ?? {}).replace(/^\{/, () => `{${members},`);
  return replaced(body, parent, inner.replace(/,\}$/, '}'));
}
