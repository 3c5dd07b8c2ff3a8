import { Luck } from './luck';

describe('luck', () => {
  it('belongs to a place and a visit: what others do does not change it', () => {
    const [alone, among] = [new Luck(7), new Luck(7)];
    among.number('elsewhere');
    expect([alone.number('here'), alone.number('here')]).toEqual([
      among.number('here'),
      among.number('here'),
    ]);
    expect(new Luck(7).number('here')).not.toBe(new Luck(8).number('here'));
  });

  it('strikes as often as it should', () => {
    const luck = new Luck(1);
    let struck = 0;
    for (let n = 0; n < 10_000; n += 1)
      if (luck.strikes('fault', 'place', 250, luck.at('place'))) struck += 1;
    expect(struck).toBeGreaterThan(2_300);
    expect(struck).toBeLessThan(2_700);
    expect(luck.incidents).toHaveLength(struck);
  });

  it('leaves out what it is told to, by kind and by key', () => {
    const luck = new Luck(1, { without: ['crash', 'slow @ store 2'] });
    expect(luck.happens('crash', 'anywhere')).toBe(false);
    expect([1, 2, 3].map(() => luck.happens('slow', 'store'))).toEqual([true, false, true]);
    luck.calmDown();
    expect(luck.strikes('slow', 'store', 1_000, luck.drawsOf('store'))).toBe(false);
  });

  it('lets happen only what it is told to, by kind and by key', () => {
    const luck = new Luck(1, { only: ['crash', 'slow @ store 2'] });
    expect(luck.happens('crash', 'anywhere')).toBe(true);
    expect([1, 2, 3].map(() => luck.happens('slow', 'store'))).toEqual([false, true, false]);
    expect(luck.incidents).toEqual(['crash @ anywhere 1', 'slow @ store 2']);
  });
});
