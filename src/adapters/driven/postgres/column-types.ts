import { type CustomTypesConfig, types } from 'pg';
import { instantOf, type Instant } from '../../../domain/kernel/instant';

type Parse<T> = (text: string) => T;

/** For 64-bit integers, and for the numerics that sums of them are: as text they would add up as text. */
const integer = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${text} is not a safe integer: cast it in the statement`);
  return value;
};

const parseTimestamp = types.getTypeParser(types.builtins.TIMESTAMPTZ) as Parse<unknown>;

const instant = (text: string): Instant => {
  const moment = parseTimestamp(text);
  if (!(moment instanceof Date)) throw new RangeError(`${text} is not an instant`);
  return instantOf(moment.getTime());
};

const asText = (text: string): string => text;

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the driver's enum leaves out arrays
const TEXT_ARRAY = 1009 as Parameters<typeof types.getTypeParser>[0];
const parseTextArray = types.getTypeParser(TEXT_ARRAY) as Parse<readonly (string | null)[]>;

const arrayOf =
  <T>(parse: Parse<T>): Parse<readonly (T | null)[]> =>
  (text) =>
    parseTextArray(text).map((item) => (item === null ? null : parse(item)));

const { INT8, NUMERIC, TIMESTAMPTZ, TIMESTAMP, DATE } = types.builtins;

const PARSERS: ReadonlyMap<number, Parse<unknown>> = new Map<number, Parse<unknown>>([
  [INT8, integer],
  [NUMERIC, integer],
  [TIMESTAMPTZ, instant],
  // The driver would read these two in the time zone of the machine.
  [TIMESTAMP, asText],
  [DATE, asText],
  [1016, arrayOf(integer)], // int8[]
  [1231, arrayOf(integer)], // numeric[]
  [1185, arrayOf(instant)], // timestamptz[]
  [1115, arrayOf(asText)], // timestamp[]
  [1182, arrayOf(asText)], // date[]
]);

/**
 * How columns arrive: `bigint` and `numeric` as numbers, which must be safe integers; `timestamptz` as an
 * `Instant`, cut to milliseconds; `date` and `timestamp` as PostgreSQL's text; `bytea` as a Buffer; `json` and
 * `jsonb` parsed; arrays of these alike; all else as the driver does by default. A column that does not fit
 * fails its statement with a RangeError. Set per connection: the driver's global table stays as it is.
 */
export const COLUMN_TYPES: CustomTypesConfig = {
  getTypeParser: (id, format) =>
    (format === 'binary' ? undefined : PARSERS.get(id)) ??
    (types.getTypeParser(id, format) as Parse<unknown>),
};
