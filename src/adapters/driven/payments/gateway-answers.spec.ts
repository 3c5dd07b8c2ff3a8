import { afterwards, answering, orNull, refuse, unavailable, unknown } from './gateway-answers';

const failing = (error: Error) => () => Promise.reject(error);

describe('An operation on a gateway', () => {
  it('answers with what it comes to, or with how it ended early', async () => {
    expect(await answering(() => Promise.resolve(1))).toEqual({ kind: 'ok', value: 1 });
    expect(await answering(failing(refuse('no')))).toEqual({ kind: 'refused', code: 'no' });
    expect(await answering(failing(unavailable('x')))).toEqual({ kind: 'unavailable', cause: 'x' });
    expect(await answering(failing(unknown('x')))).toEqual({ kind: 'unknown', cause: 'x' });
    await expect(answering(failing(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });

  it('is neither refused nor undone when the look at what it did fails', async () => {
    for (const failure of [refuse('gone'), unavailable('gone'), unknown('gone')]) {
      expect(await answering(() => afterwards(failing(failure)))).toEqual({
        kind: 'unknown',
        cause: 'done, then: gone',
      });
    }
    expect(await afterwards(() => Promise.resolve(1))).toBe(1);
    await expect(afterwards(failing(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });

  it('has nothing where a look-up is refused, and does not know where it fails otherwise', async () => {
    expect(await orNull(Promise.reject(refuse('missing')))).toBeNull();
    expect(await orNull(Promise.resolve(1))).toBe(1);
    await expect(orNull(Promise.reject(unknown('x')))).rejects.toMatchObject({ answer: { kind: 'unknown' } });
  });
});
