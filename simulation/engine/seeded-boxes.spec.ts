import { SubjectErased } from '../../src/application/identity/subject-erased';
import { SeededBoxes } from './seeded-boxes';

describe('boxes of a simulation', () => {
  it('are the same for the same seed, and others for another one', async () => {
    const box = async (seed: number): Promise<string> =>
      (await new SeededBoxes(seed).seal('asha', 'home')).box;
    expect(await box(1)).toBe(await box(1));
    expect(await box(2)).not.toBe(await box(1));
  });

  it('are never the same twice, and open with the code of production', async () => {
    const boxes = new SeededBoxes(1);
    const [first, second] = [await boxes.seal('asha', 'home'), await boxes.seal('asha', 'home')];
    expect(first.box).not.toBe(second.box);
    expect(await boxes.open(first)).toBe('home');
    await expect(boxes.open({ ...first, subject: 'bilal' })).rejects.toThrow();
  });

  it('stay closed when their subject is erased', async () => {
    const boxes = new SeededBoxes(1);
    const sealed = await boxes.seal('asha', 'home');
    await boxes.erase('asha');
    expect(await boxes.open(sealed)).toBeUndefined();
    await expect(boxes.seal('asha', 'home')).rejects.toThrow(SubjectErased);
  });
});
