import { inspect } from 'node:util';
import { MasterKey } from './master-key';

const text = Buffer.alloc(32, 9).toString('base64');

it('gives each purpose a key of its own, always the same', () => {
  const one = MasterKey.parse(text);
  const two = MasterKey.parse(`${text}\n`);
  expect(one.derive('access-token')).toEqual(two.derive('access-token'));
  expect(one.derive('access-token')).toHaveLength(32);
  const keys = [one.derive('access-token'), one.derive('subject-keys'), one.derive('delivery-code')];
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(3);
});

it('derives the keys that stored data was written under', () =>
  expect(MasterKey.parse(text).derive('subject-keys').toString('hex')).toBe(
    '3e88579425a72ccba3f4778403cdec4b983bd2e8ccc85be10fec7d4eaa03c5e6',
  ));

it.each([
  '',
  'short',
  Buffer.alloc(31).toString('base64'),
  Buffer.alloc(33).toString('base64'),
  `${text}${text}`,
  `!${text}`,
])('refuses %p, and does not repeat it', (wrong) => {
  expect(() => MasterKey.parse(wrong)).toThrow('must be 32 bytes');
  if (wrong !== '') expect(() => MasterKey.parse(wrong)).not.toThrow(wrong);
});

it('does not show itself in a log', () => {
  const key = MasterKey.parse(text);
  expect(inspect(key, { depth: 5, showHidden: true }) + JSON.stringify(key)).not.toMatch(
    /CQkJ|09 09|\[9|9,9/,
  );
});
