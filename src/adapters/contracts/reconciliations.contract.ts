import type { Look, NewRun, Reconciliations, RunResult } from '../../application/ports/reconciliations';
import { plusMinutes } from '../../domain/kernel/instant';
import { explain, type Break } from '../../domain/reconciliation/breaks';
import { nameless } from '../../domain/reconciliation/sides';

const at = '2026-03-01T19:00:00.123Z';
const later = plusMinutes(at, 5);
const latest = plusMinutes(at, 10);
const now = 1_000_000;
const LEASE_MS = 60_000;

const aRun = (change: Partial<NewRun> = {}): NewRun => ({
  kind: 'recent',
  askedBy: 'system',
  from: plusMinutes(at, -60),
  to: at,
  startedAt: at,
  ...change,
});

const aBreak = (change: Partial<Break> = {}): Break => ({
  kind: 'refund-unknown',
  movement: 'refund',
  reference: 're-1',
  view: null,
  currency: 'INR',
  gatewayMinor: -5_000,
  ledgerMinor: 0,
  viewMinor: 0,
  heal: 'staff',
  ...change,
});

const aResult = (change: Partial<RunResult> = {}): RunResult => ({
  unreachable: [],
  sums: [
    {
      ...{ gateway: 'sandbox', movement: 'capture', currency: 'INR' },
      ...{ gatewayMinor: 28_500, ledgerMinor: 28_500, viewMinor: 28_500 },
    },
  ],
  counts: { lines: 1, payments: 1, looked: 0, healed: 0, waiting: 0, unanswered: 0 },
  ...change,
});

const lookAt = (subject: string, ...breaks: readonly Break[]): Look => ({
  ...{ gateway: 'sandbox', subject, breaks },
});

/** What every store of comparisons must do. */
export function reconciliationsContract(name: string, open: () => Promise<Reconciliations>): void {
  describe(`Reconciliations contract: ${name}`, () => {
    let store: Reconciliations;

    const begun = async (change: Partial<NewRun> = {}): Promise<number> => {
      const run = await store.begin(aRun(change), now, LEASE_MS);
      if (run === null) throw new Error('another run is under way');
      return run.runId;
    };

    const openBreaks = () => store.breaks({ open: true, limit: 100, after: null });

    beforeEach(async () => {
      store = await open();
    });

    describe('its runs', () => {
      it('begins and ends a run, and gives it back as it was', async () => {
        const runId = await begun({ kind: 'asked', askedBy: 'admin-1' });
        const finished = await store.finish(runId, aResult(), later);
        expect(finished).toEqual({
          ...aRun({ kind: 'asked', askedBy: 'admin-1' }),
          ...{ runId, state: 'equal', finishedAt: later, openBreaks: 0 },
          ...aResult(),
        });
        expect(await store.runs(10)).toEqual([finished]);
      });

      it('lets one of many begin', async () => {
        const all = await Promise.all(Array.from({ length: 10 }, () => store.begin(aRun(), now, LEASE_MS)));
        expect(all.filter((run) => run !== null)).toHaveLength(1);
      });

      it('gives a run up whose lease has run out, and lets one of many take its place', async () => {
        const old = await begun();
        expect(await store.begin(aRun(), now + LEASE_MS, LEASE_MS)).toBeNull();
        expect(await store.extend(old, now + LEASE_MS, LEASE_MS)).toBe(true);
        expect(await store.begin(aRun(), now + LEASE_MS + 1, LEASE_MS)).toBeNull();
        const late = now + 2 * LEASE_MS + 1;
        const all = await Promise.all(Array.from({ length: 10 }, () => store.begin(aRun(), late, LEASE_MS)));
        expect(all.filter((run) => run !== null)).toHaveLength(1);
        expect(await store.extend(old, late, LEASE_MS)).toBe(false);
        expect(await store.finish(old, aResult(), later)).toBeNull();
        expect((await store.runs(10)).map(({ state }) => state)).toEqual(['running', 'given-up']);
      });

      it('knows the latest run of a kind that came to its end', async () => {
        expect(await store.latest('recent')).toBeNull();
        const first = await begun();
        expect(await store.latest('recent')).toBeNull();
        await store.finish(first, aResult(), later);
        await store.finish(await begun({ kind: 'daily' }), aResult(), later);
        const given = await begun();
        await store.giveUp(given, later);
        expect(await store.finish(given, aResult(), later)).toBeNull();
        expect(await store.latest('recent')).toMatchObject({ runId: first });
      });

      it('says what a run came to', async () => {
        const lost = aResult({ unreachable: [{ gateway: 'stripe', cause: 'ECONNREFUSED' }] });
        expect(await store.finish(await begun(), lost, later)).toMatchObject({
          ...{ state: 'incomplete', unreachable: lost.unreachable },
        });
        const counts = { ...aResult().counts, unanswered: 1 };
        expect(await store.finish(await begun(), aResult({ counts }), later)).toMatchObject({
          ...{ state: 'incomplete', counts },
        });
        await store.record([lookAt('payment-1', aBreak())], at);
        expect(await store.finish(await begun(), aResult(), later)).toMatchObject({
          ...{ state: 'breaks', openBreaks: 1 },
        });
      });

      it('lists runs, the latest first', async () => {
        const ids: number[] = [];
        for (let n = 0; n < 3; n += 1) {
          const runId = await begun();
          ids.unshift(runId);
          await store.finish(runId, aResult(), later);
        }
        expect((await store.runs(2)).map(({ runId }) => runId)).toEqual(ids.slice(0, 2));
      });
    });

    describe('its breaks', () => {
      it('keeps a break for as long as it is seen', async () => {
        await store.record([lookAt('payment-1', aBreak())], at);
        const changed = aBreak({ gatewayMinor: -6_000, heal: 'sync' });
        await store.record([lookAt('payment-1', changed)], later);
        expect(await openBreaks()).toEqual([
          {
            ...changed,
            ...{ id: expect.any(String) as string, gateway: 'sandbox', subject: 'payment-1' },
            ...{ explanation: explain(changed), firstSeenAt: at, lastSeenAt: later, resolvedAt: null },
          },
        ]);
      });

      it('resolves those that a later look does not find, and opens new ones when they come again', async () => {
        const other = aBreak({ reference: 're-2' });
        await store.record([lookAt('payment-1', aBreak(), other), lookAt('payment-2', aBreak())], at);
        await store.record([lookAt('payment-1', other)], later);
        expect((await openBreaks()).map(({ subject, reference }) => [subject, reference])).toEqual([
          ['payment-1', 're-2'],
          ['payment-2', 're-1'],
        ]);
        await store.record([lookAt('payment-1', aBreak())], latest);
        const all = await store.breaks({ open: false, limit: 100, after: null });
        expect(all.filter(({ subject }) => subject === 'payment-1')).toMatchObject([
          { reference: 're-1', resolvedAt: later },
          { reference: 're-2', resolvedAt: latest },
          { reference: 're-1', firstSeenAt: latest, resolvedAt: null },
        ]);
        expect(new Set(all.map(({ id }) => id)).size).toBe(4);
      });

      it('keeps gateways apart', async () => {
        await store.record([lookAt('payment-1', aBreak())], at);
        await store.record([{ ...lookAt('payment-1'), gateway: 'stripe' }], later);
        expect(await openBreaks()).toHaveLength(1);
        expect(await store.openSubjects('stripe', '', 10)).toEqual([]);
      });

      it('lists them in pages, the oldest first', async () => {
        const looks = ['a', 'b', 'c', 'd', 'e'].map((subject) => lookAt(subject, aBreak()));
        await store.record(looks.slice(3), later);
        await store.record(looks.slice(0, 3), at);
        const seen: string[] = [];
        for (let after: Parameters<Reconciliations['breaks']>[0]['after'] = null; ;) {
          const [one] = await store.breaks({ open: true, limit: 1, after });
          if (one === undefined) break;
          seen.push(one.subject);
          after = one;
        }
        expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
      });

      it('names the payments that have some, those under no name of ours left out', async () => {
        const subjects = ['p-3', 'p-1', nameless('pay_1'), 'p-2'];
        await store.record(
          subjects.map((subject) => lookAt(subject, aBreak(), aBreak({ reference: 're-2' }))),
          at,
        );
        await store.record([lookAt('p-2')], later);
        expect(await store.openSubjects('sandbox', '', 1)).toEqual(['p-1']);
        expect(await store.openSubjects('sandbox', 'p-1', 10)).toEqual(['p-3']);
      });

      it('counts the open ones by kind', async () => {
        expect(await store.openByKind()).toEqual(new Map());
        const others = [aBreak({ reference: 're-2' }), aBreak({ kind: 'not-booked', reference: null })];
        await store.record([lookAt('payment-1', aBreak(), ...others), lookAt('payment-2', aBreak())], at);
        await store.record([lookAt('payment-2')], later);
        expect(await store.openByKind()).toEqual(
          new Map([
            ['refund-unknown', 2],
            ['not-booked', 1],
          ]),
        );
      });
    });
  });
}
