import { everyCrash } from '../../../test/support/checkout-crashes';
import { CheckoutWorld } from '../../../test/support/checkout-world';

describe('a process runner that dies', () => {
  it.each(['before', 'after'] as const)(
    'just %s any of its calls, leaves nothing undone and does nothing twice',
    async (when) => {
      const crashes = await everyCrash(when, () => Promise.resolve(new CheckoutWorld()));
      // Fewer calls would mean that the story was not told.
      expect(crashes).toBeGreaterThan(300);
    },
    120_000,
  );
});
