import fc from 'fast-check';
import { epochMs, instantOf, plusMs, type Instant } from '../kernel/instant';
import {
  isOpen,
  nextOpening,
  openingHoursProblem,
  type OpeningHours,
  type OpeningInterval,
} from './opening-hours';
import { everyDay, hoursOf } from './restaurant.fixtures';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const kolkata = (time: string): Instant => instantOf(Date.parse(`${time}:00.000+05:30`));

describe('opening hours', () => {
  it('are open from the opening minute until just before the closing one', () => {
    const hours = hoursOf();
    expect(isOpen(hours, kolkata('2026-03-06T09:59'))).toBe(false);
    expect(isOpen(hours, kolkata('2026-03-06T10:00'))).toBe(true);
    expect(isOpen(hours, plusMs(kolkata('2026-03-06T23:00'), -1))).toBe(true);
    expect(isOpen(hours, kolkata('2026-03-06T23:00'))).toBe(false);
  });

  it('have a break between two intervals of a day', () => {
    const hours = hoursOf({
      weekly: everyDay({ open: '11:00', close: '15:00' }, { open: '18:00', close: '22:00' }),
    });
    const open = ['12:00', '16:00', '19:00'].map((time) => isOpen(hours, kolkata(`2026-03-06T${time}`)));
    expect(open).toEqual([true, false, true]);
  });

  it('run past midnight into a day that is itself closed', () => {
    const weekly = { ...everyDay(), fri: [{ open: '18:00', close: '02:00' }] };
    expect(isOpen(hoursOf({ weekly }), kolkata('2026-03-06T17:59'))).toBe(false);
    expect(isOpen(hoursOf({ weekly }), kolkata('2026-03-07T01:59'))).toBe(true);
    expect(isOpen(hoursOf({ weekly }), kolkata('2026-03-07T02:00'))).toBe(false);
    expect(isOpen(hoursOf({ weekly }), kolkata('2026-03-06T01:00'))).toBe(false);
  });

  it('take 00:00 to 00:00 for the whole day and not a minute more', () => {
    const weekly = { ...everyDay(), fri: [{ open: '00:00', close: '00:00' }] };
    const open = ['05T23:59', '06T00:00', '06T23:59', '07T00:00'].map((time) =>
      isOpen(hoursOf({ weekly }), kolkata(`2026-03-${time}`)),
    );
    expect(open).toEqual([false, true, true, false]);
  });

  it('give way to an exception on its date, while the night before still ends as planned', () => {
    const hours = hoursOf({
      weekly: everyDay({ open: '18:00', close: '02:00' }),
      exceptions: [{ date: '2026-03-06', intervals: [] }],
    });
    expect(isOpen(hours, kolkata('2026-03-06T01:00'))).toBe(true);
    expect(isOpen(hours, kolkata('2026-03-06T20:00'))).toBe(false);
    expect(isOpen(hours, kolkata('2026-03-07T01:00'))).toBe(false);
    expect(isOpen(hours, kolkata('2026-03-07T18:00'))).toBe(true);
  });

  it('keep to the wall clock when summer time begins and ends', () => {
    const hours = hoursOf({
      timeZone: 'America/New_York',
      weekly: everyDay({ open: '02:30', close: '10:00' }),
    });
    expect(nextOpening(hours, '2026-03-07T05:00:00.000Z')).toBe('2026-03-07T07:30:00.000Z');
    // 02:30 is skipped on 8 March: the clock jumps from 02:00 to 03:00, when the interval is under way.
    expect(nextOpening(hours, '2026-03-08T05:00:00.000Z')).toBe('2026-03-08T07:00:00.000Z');
    expect(nextOpening(hours, '2026-03-09T05:00:00.000Z')).toBe('2026-03-09T06:30:00.000Z');
  });

  it('open twice in an hour that comes twice', () => {
    const hours = hoursOf({
      timeZone: 'America/New_York',
      weekly: everyDay({ open: '01:15', close: '01:30' }),
    });
    const open = ['05:20', '05:40', '06:20', '06:40'].map((time) =>
      isOpen(hours, `2026-11-01T${time}:00.000Z`),
    );
    expect(open).toEqual([true, false, true, false]);
    expect(nextOpening(hours, '2026-11-01T05:40:00.000Z')).toBe('2026-11-01T06:15:00.000Z');
  });

  it('open next at the instant itself when they are open, and never when they stay closed', () => {
    expect(nextOpening(hoursOf(), kolkata('2026-03-06T12:34'))).toBe(kolkata('2026-03-06T12:34'));
    expect(nextOpening(hoursOf({ weekly: everyDay() }), kolkata('2026-03-06T12:34'))).toBeNull();
  });

  it('look for the next opening fourteen days ahead, that moment included', () => {
    const hours = hoursOf({
      weekly: everyDay(),
      exceptions: [{ date: '2026-03-20', intervals: [{ open: '10:00', close: '11:00' }] }],
    });
    expect(nextOpening(hours, kolkata('2026-03-06T10:00'))).toBe(kolkata('2026-03-20T10:00'));
    expect(nextOpening(hours, kolkata('2026-03-06T09:59'))).toBeNull();
  });
});

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const wallTime = (minute: number): string =>
  `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

const anyTime = fc.integer({ min: 0, max: 24 * 60 - 1 }).map(wallTime);

/** Wall times around which summer time begins and ends, more often than others. */
const nightTime = fc.integer({ min: 0, max: 16 }).map((quarter) => wallTime(quarter * 15));

const interval: fc.Arbitrary<OpeningInterval> = fc.record({
  open: fc.oneof(anyTime, nightTime),
  close: fc.oneof(anyTime, nightTime),
});

const intervals = fc.oneof(
  { weight: 2, arbitrary: fc.constant<readonly OpeningInterval[]>([]) },
  { weight: 3, arbitrary: fc.array(interval, { minLength: 1, maxLength: 3 }) },
);

/**
 * Hours with times that may be opened at, overlapping ones too.
 * @param dates what exceptions are made for
 */
const hoursIn = (timeZone: string, dates: readonly string[]): fc.Arbitrary<OpeningHours> =>
  fc.record({
    timeZone: fc.constant(timeZone),
    weekly: fc
      .tuple(intervals, intervals, intervals, intervals, intervals, intervals, intervals)
      .map(([mon, tue, wed, thu, fri, sat, sun]) => ({ mon, tue, wed, thu, fri, sat, sun })),
    exceptions: fc.uniqueArray(fc.record({ date: fc.constantFrom(...dates), intervals }), {
      selector: ({ date }) => date,
      maxLength: 4,
    }),
  });

describe('opening hours against a clock on the wall', () => {
  /** What a calendar and a wall clock show. */
  interface Label {
    readonly date: string;
    /** The date before. */
    readonly eve: string;
    readonly time: string;
  }

  /** The labels of every minute of a window around a change of the clock. */
  interface Wall {
    readonly timeZone: string;
    readonly from: number;
    readonly labels: readonly Label[];
    readonly dates: readonly string[];
  }

  const WINDOW_DAYS = 24;
  const CLOCK_CHANGES = [
    ['America/New_York', '2026-03-08'],
    ['America/New_York', '2026-11-01'],
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['Asia/Kolkata', '2026-12-31'],
  ] as const;

  const eveOf = (date: string): string => instantOf(Date.parse(date) - DAY_MS).slice(0, 10);

  function wallAround(timeZone: string, date: string): Wall {
    const from = Date.parse(`${date}T00:00:00.000Z`) - 6 * DAY_MS;
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    const labels = Array.from({ length: WINDOW_DAYS * 24 * 60 }, (_, i): Label => {
      const [day = '', time = ''] = clock.format(from + i * MINUTE_MS).split(' ');
      return { date: day, eve: eveOf(day), time };
    });
    return { timeZone, from, labels, dates: [...new Set(labels.map(({ date: day }) => day))] };
  }

  const walls = CLOCK_CHANGES.map(([timeZone, date]) => wallAround(timeZone, date));

  const planOf = (hours: OpeningHours, date: string) =>
    hours.exceptions.find((exception) => exception.date === date)?.intervals ??
    hours.weekly[(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[new Date(date).getUTCDay()]!];

  /** Reads the plan as a person does: labels compared as text. */
  function openByLabel(hours: OpeningHours, { date, eve, time }: Label): boolean {
    const tonight = planOf(hours, date).some(({ open, close }) =>
      open < close ? open <= time && time < close : open <= time,
    );
    return tonight || planOf(hours, eve).some(({ open, close }) => close <= open && time < close);
  }

  const situation = fc.constantFrom(...walls).chain((wall) =>
    fc.record({
      wall: fc.constant(wall),
      hours: hoursIn(wall.timeZone, wall.dates),
      minute: fc.integer({ min: 0, max: 8 * 24 * 60 }),
      ms: fc.integer({ min: 0, max: MINUTE_MS - 1 }),
    }),
  );

  it('agree on whether it is open', () => {
    fc.assert(
      fc.property(situation, ({ wall, hours, minute, ms }) => {
        const instant = instantOf(wall.from + minute * MINUTE_MS + ms);
        expect(isOpen(hours, instant)).toBe(openByLabel(hours, wall.labels[minute]!));
      }),
      { numRuns: 3000 },
    );
  });

  it('agree on the next opening: it is open then, and at no minute before', () => {
    fc.assert(
      fc.property(situation, ({ wall, hours, minute, ms }) => {
        const instant = instantOf(wall.from + minute * MINUTE_MS + ms);
        const horizon = Math.floor((epochMs(instant) + 14 * DAY_MS - wall.from) / MINUTE_MS);
        const isOpenAt = (i: number) => openByLabel(hours, wall.labels[i]!);
        let first = minute;
        while (first <= horizon && !isOpenAt(first)) first += 1;

        const expected =
          first > horizon ? null : first === minute ? instant : instantOf(wall.from + first * MINUTE_MS);
        expect(nextOpening(hours, instant)).toBe(expected);
        if (expected !== null) expect(isOpen(hours, expected)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('opening hours that make no sense', () => {
  it('name the time zone that nobody knows', () => {
    expect(openingHoursProblem(hoursOf({ timeZone: 'Mars/Olympus' }))).toBe(
      'unknown time zone: Mars/Olympus',
    );
    expect(openingHoursProblem(hoursOf({ timeZone: '+05:30' }))).toBe('unknown time zone: +05:30');
  });

  it('name the time that no clock shows', () => {
    const weekly = { ...everyDay(), tue: [{ open: '9:00', close: '23:00' }] };
    expect(openingHoursProblem(hoursOf({ weekly }))).toBe('tue: not a time of the form HH:MM: 9:00');
    const exceptions = [{ date: '2026-03-06', intervals: [{ open: '10:00', close: '24:00' }] }];
    expect(openingHoursProblem(hoursOf({ exceptions }))).toBe(
      '2026-03-06: not a time of the form HH:MM: 24:00',
    );
  });

  it('name the day whose intervals overlap', () => {
    const weekly = {
      ...everyDay(),
      wed: [
        { open: '18:00', close: '23:00' },
        { open: '10:00', close: '18:01' },
      ],
    };
    expect(openingHoursProblem(hoursOf({ weekly }))).toBe('wed: intervals overlap');
  });

  it('notice a night that runs into the next day, from Sunday to Monday too', () => {
    const night = [{ open: '18:00', close: '11:00' }];
    const day = [{ open: '10:00', close: '17:00' }];
    const problem = "an overnight interval runs into the next day's";
    expect(openingHoursProblem(hoursOf({ weekly: { ...everyDay(), tue: night, wed: day } }))).toBe(problem);
    expect(openingHoursProblem(hoursOf({ weekly: { ...everyDay(), sun: night, mon: day } }))).toBe(problem);
    expect(openingHoursProblem(hoursOf({ weekly: { ...everyDay(), mon: night, sun: day } }))).toBeNull();
  });

  it('name the date that is in no calendar, and the date that stands twice', () => {
    const on = (...dates: readonly string[]) =>
      hoursOf({ exceptions: dates.map((date) => ({ date, intervals: [] })) });
    expect(openingHoursProblem(on('2026-02-30'))).toBe('not a date: 2026-02-30');
    expect(openingHoursProblem(on('2026-3-1'))).toBe('not a date: 2026-3-1');
    expect(openingHoursProblem(on('2026-03-01', '2026-03-01'))).toBe('two exceptions for 2026-03-01');
  });

  it('are not those that touch, go round the clock, or close in the night', () => {
    const touching = everyDay({ open: '00:00', close: '12:00' }, { open: '12:00', close: '00:00' });
    expect(openingHoursProblem(hoursOf())).toBeNull();
    expect(openingHoursProblem(hoursOf({ weekly: touching }))).toBeNull();
    expect(openingHoursProblem(hoursOf({ weekly: everyDay({ open: '00:00', close: '00:00' }) }))).toBeNull();
    expect(openingHoursProblem(hoursOf({ weekly: everyDay({ open: '18:00', close: '02:00' }) }))).toBeNull();
  });
});
