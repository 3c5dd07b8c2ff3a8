/** For lists and pages that are the same for everybody, and may be half a minute old. */
export const SHORTLY_PUBLIC = 'public, max-age=30';

/** For what never changes under its address. */
export const FOR_EVER_PUBLIC = 'public, max-age=31536000, immutable';
