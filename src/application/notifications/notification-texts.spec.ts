import { NOTICE_KINDS } from '../../domain/notices/notice';
import { LANGUAGES } from '../ports/accounts';
import { languageOf, textOf } from './notification-texts';

const about = {
  restaurantName: 'Pizza Palace',
  moment: '2026-03-14T12:20:00.000Z',
  timeZone: 'Asia/Kolkata',
};

describe('the words of a notification', () => {
  it.each(LANGUAGES)('name the restaurant and the time wherever they stand for them: %s', (language) => {
    for (const kind of NOTICE_KINDS) {
      const { title, body } = textOf({ ...about, kind }, language);
      expect(title).not.toBe('');
      expect(title.length).toBeLessThanOrEqual(40);
      expect(`${title}${body}`).not.toMatch(/[{}]/);
    }
  });

  it('tell the time of the restaurant', () => {
    expect(textOf({ ...about, kind: 'order-accepted' }, 'en').body).toMatch(
      /^Pizza Palace has accepted your order\. It should be ready at 5:50\spm\.$/i,
    );
  });

  it('say in every language what names a moment in English, with the moment', () => {
    const restaurantName = '';
    const later = { restaurantName, moment: '2026-03-14T13:21:00.000Z', timeZone: 'UTC' };
    for (const kind of NOTICE_KINDS) {
      const named = LANGUAGES.map((language) => textOf({ ...later, kind }, language).body.includes(':21'));
      expect([kind, new Set(named).size]).toEqual([kind, 1]);
    }
  });

  it('put in a name that looks like a placeholder as it is', () => {
    const { body } = textOf({ ...about, restaurantName: '$& {time}', moment: null, kind: 'new-order' }, 'en');
    expect(body).toContain('$& {time}');
  });
});

describe('the language of a request', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'en'],
    ['hi-IN,hi;q=0.9,en;q=0.8', 'hi'],
    ['fr, ta;q=0.3, hi;q=0.7', 'hi'],
    ['ta;q=0, en', 'en'],
    ['TA', 'ta'],
  ])('of %p is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
