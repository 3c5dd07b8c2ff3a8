import type { Field, Route } from '../whole/document';

/** Where a request names a thing: `path id`, `body address_id`. */
export interface IdField {
  readonly in: 'path' | 'query' | 'body';
  readonly name: string;
}

/** What every caller may know of, or what one can see nothing of by giving an id; by the name that it has. */
const EVERYBODYS: ReadonlyMap<string, string> = new Map([
  ['path gateway', 'one of three names of gateways'],
  ['path name', 'a picture is for everybody who has its name'],
  ['path line_id', 'made of a dish and its options: the line of the own cart, whoever else has one like it'],
  ['path item_id', 'an id of the menu that is in the same address; every menu is for everybody'],
  ['body item_id', 'an id of a menu; every menu is for everybody'],
  ['body restaurant_id', 'restaurants are for everybody'],
  ['body item_ids', 'ids of a menu; every menu is for everybody'],
  ['query party', 'for staff, who see all of the books'],
  ['query after', 'for staff, who see all couriers'],
  ['body quote_hash', 'a checksum of the own cart'],
]);

/** Ids that a body repeats and nobody relies on. */
const NOT_RELIED_ON: ReadonlySet<string> = new Set([
  'POST /api/v1/delivery/location body order_id',
  'POST /api/v1/location body order_id',
]);

const looksLikeAnId = (field: Field): boolean => {
  const name = field.path.filter((step) => step !== '[]').at(-1) ?? '';
  return field.in === 'path' || field.schema.format === 'uuid' || /(^|_)ids?$/.test(name);
};

/** The ids that a request to a route gives, and why some of them are no secret. */
export function idFieldsOf(route: Route): {
  readonly owned: readonly IdField[];
  readonly everybodys: readonly (readonly [field: string, reason: string])[];
} {
  const owned: IdField[] = [];
  const everybodys: (readonly [string, string])[] = [];
  for (const field of route.fields) {
    const { in: place } = field;
    if (place === 'header' || !looksLikeAnId(field)) continue;
    const isNested = field.path.length > 1;
    const name = field.path.join('.');
    const reason = NOT_RELIED_ON.has(`${route.name} ${place} ${name}`)
      ? 'taken, and not relied on'
      : isNested
        ? 'an id within a thing whose own id is checked, or of a menu that is being written'
        : EVERYBODYS.get(`${place} ${name}`);
    if (reason === undefined) owned.push({ in: place, name });
    else everybodys.push([`${place} ${name}`, reason]);
  }
  return { owned, everybodys };
}
