import { maskedPhone, type CourierCard } from '../../../application/tracking/courier-cards';
import { LANGUAGES } from '../../../application/ports/accounts';
import { courierAsha, historyTo, minutesAfterNoon } from '../../../domain/order/order.fixtures';
import { track, type TrackedOrder } from '../../../domain/tracking/tracked-order';
import type { TrackingMessage } from '../../../domain/tracking/tracking-messages';
import { clientLanguage, TRACKING_TEXTS } from './tracking-texts';
import { wireMessage, type Voice } from './tracking-wire';

const english: Voice = { version: 1, language: 'en' };
const asha: CourierCard = {
  name: 'Asha Rao',
  phone: '+91XXXXXX0001',
  vehicleNumber: 'KA01AB1234',
  rating: 4.8,
};
const at = minutesAfterNoon(30);

const wire = (message: TrackingMessage, card: CourierCard | null = null, voice = english) =>
  wireMessage('order-1', message, card, voice);

describe('a message on its way to a client', () => {
  it('tells of a status, with a sentence and the minutes that it still takes', () =>
    expect(
      wire({
        seq: 4,
        type: 'status_update',
        status: 'PREPARING',
        step: 'preparing',
        expectedAt: minutesAfterNoon(54.2),
        at,
      }),
    ).toEqual({
      v: 1,
      seq: 4,
      type: 'status_update',
      order_id: 'order-1',
      timestamp: at,
      status: 'PREPARING',
      step: 'preparing',
      message: 'Your order is being prepared',
      eta_minutes: 25,
    }));

  it('never says less than no minutes', () =>
    expect(
      wire({
        seq: 1,
        type: 'status_update',
        status: 'READY',
        step: 'ready',
        expectedAt: minutesAfterNoon(3),
        at,
      }),
    ).toMatchObject({ eta_minutes: 0 }));

  it('names the courier, of whom nothing is left when they were erased', () => {
    const assigned = {
      seq: 5,
      type: 'partner_assigned',
      courierId: courierAsha,
      expectedAt: minutesAfterNoon(40),
      at,
    } as const;
    expect(wire(assigned, asha)).toMatchObject({
      partner: { name: 'Asha Rao', phone: '+91XXXXXX0001', vehicle_number: 'KA01AB1234', rating: 4.8 },
      message: 'Asha Rao will bring your order',
      eta_minutes: 10,
    });
    expect(wire(assigned)).toMatchObject({
      partner: { name: null, phone: null, vehicle_number: null, rating: null },
    });
  });

  it('gives the reason with each change of the estimate', () =>
    expect(
      wire({
        seq: 6,
        type: 'eta_update',
        phase: 'cooking',
        p50: minutesAfterNoon(50),
        p90: minutesAfterNoon(58),
        reason: 'kitchen-delayed',
        at,
      }),
    ).toMatchObject({
      eta: minutesAfterNoon(50),
      eta_latest: minutesAfterNoon(58),
      eta_minutes: 20,
      reason: 'kitchen-delayed',
      message: 'The kitchen needs more time',
    }));

  it('says how the search stands and until when there is a choice', () =>
    expect(
      wire({ seq: 7, type: 'search_update', state: 'choice', until: minutesAfterNoon(45), at }),
    ).toMatchObject({ state: 'choice', until: minutesAfterNoon(45) }));

  it('says whether the code was verified, and what a cancellation costs', () => {
    expect(wire({ seq: 8, type: 'delivered', codeVerified: false, at })).toMatchObject({
      delivered_at: at,
      otp_verified: false,
    });
    const fee = { minor: 5_700, currency: 'INR' } as const;
    expect(
      wire({ seq: 8, type: 'cancelled', how: 'cancelled', by: 'customer', reason: 'changed-mind', fee, at }),
    ).toMatchObject({ how: 'cancelled', by: 'customer', cancellation_fee_minor: 5_700, currency: 'INR' });
  });

  it('has words in every language for everything that an order can come to', () => {
    const story = historyTo('DELIVERED').reduce<TrackedOrder | null>(track, null)!;
    for (const message of story.messages) {
      const said = LANGUAGES.map((language) => wire(message, asha, { version: 1, language })['message']);
      expect(new Set(said).size).toBe(LANGUAGES.length);
    }
    for (const language of LANGUAGES) {
      const { steps, search, eta, calledOff } = TRACKING_TEXTS[language];
      const texts = [steps, search, eta, calledOff].flatMap((group) => Object.values(group));
      expect(texts.every((text) => text.length > 5)).toBe(true);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

it('a phone shows its country and its last four digits, and cannot be called', () => {
  expect(maskedPhone('+919876541234')).toBe('+91XXXXXX1234');
  expect(maskedPhone('+4930123456')).toBe('+49XXXX3456');
  expect(maskedPhone('+911')).not.toMatch(/\d{5}/);
});

it('a client reads the language that it names, or the one of its browser', () => {
  expect(clientLanguage('ta', 'hi')).toBe('ta');
  expect(clientLanguage('fr', 'fr,hi;q=0.5')).toBe('hi');
  expect(clientLanguage(undefined, undefined)).toBe('en');
});
