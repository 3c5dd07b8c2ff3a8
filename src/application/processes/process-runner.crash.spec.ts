import { everyCrash } from '../../../test/support/checkout-crashes';
import { CheckoutWorld } from '../../../test/support/checkout-world';

describe('a process runner that dies', () => {
  // After a call is mostly before the next one: every third has to do.
  it.each([
    ['before', 1],
    ['after', 3],
  ] as const)(
    'just %s its calls, leaves nothing undone and does nothing twice',
    async (when, step) => {
      const crashes = await everyCrash(when, () => Promise.resolve(new CheckoutWorld()), step);
      // Fewer calls would mean that the story was not told.
      expect(crashes).toBeGreaterThan(300 / step);
    },
    120_000,
  );
});
