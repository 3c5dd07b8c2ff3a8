/** What no text of a request may hold: PostgreSQL cannot store U+0000, and half a surrogate pair is no character. */
const UNFIT = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The only way for JSON to spell them: as UTF-8 a body has no surrogates, and a bare U+0000 is no JSON. */
const UNFIT_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/**
 * Whether every text in a parsed body can be stored as it is.
 * @param json the body as it came
 */
export const isPlainText = (json: string, parsed: unknown): boolean =>
  !UNFIT_ESCAPE.test(json) || isFit(parsed);

function isFit(root: unknown): boolean {
  // A list and no recursion: a body can be nested deeper than the stack goes.
  const left = [root];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && UNFIT.test(value)) return false;
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) left.push(key, member);
    }
  }
  return true;
}

/** Whether path and query can be stored as they are; they spell U+0000 as `%00`. */
export const isPlainUrl = (url: string): boolean => !url.includes('%00');
