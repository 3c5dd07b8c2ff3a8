import { DeliveryCodes } from './delivery-codes';

const codes = new DeliveryCodes(Buffer.alloc(32, 7));

describe('delivery codes', () => {
  it('are four digits that follow from the order', () => {
    expect(codes.codeOf('order-1')).toMatch(/^\d{4}$/);
    expect(codes.codeOf('order-1')).toBe(codes.codeOf('order-1'));
  });

  it('are spread over all ten thousand, so that one order tells nothing of another', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, i) => codes.codeOf(`order-${i}`)));
    // Of 10,000 codes, 20,000 draws leave about 1,353 out (10,000 × e^-2).
    expect(seen.size).toBeGreaterThan(8_400);
    expect(seen.size).toBeLessThan(8_900);
  });

  it('are others for the bag than for the door, and the one does not follow from the other', () => {
    expect(codes.pickupCodeOf('order-1')).toMatch(/^\d{4}$/);
    expect(codes.pickupCodeOf('order-1')).toBe(codes.pickupCodeOf('order-1'));
    const orders = Array.from({ length: 1_000 }, (_, i) => `order-${i}`);
    // One in ten thousand is the same by chance.
    expect(orders.filter((id) => codes.pickupCodeOf(id) === codes.codeOf(id)).length).toBeLessThan(3);
  });

  it('are checked by a keyed hash that differs by order, by code and by secret', () => {
    const hash = codes.hashOf('order-1', '1234');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(codes.hashOf('order-1', '1234')).toBe(hash);
    expect(codes.hashOf('order-1', '1235')).not.toBe(hash);
    expect(codes.hashOf('order-2', '1234')).not.toBe(hash);
    expect(new DeliveryCodes(Buffer.alloc(32, 8)).hashOf('order-1', '1234')).not.toBe(hash);
  });
});
