import { GroupedCalls } from './grouped-calls';

/** Runs that end when they are told to. */
function held(options: { readonly atATime?: number; readonly limit?: number } = {}) {
  const runs: { readonly calls: readonly number[]; end(): void; fail(): void }[] = [];
  const grouped = new GroupedCalls<number, string>(
    (calls) =>
      new Promise((resolve, reject) => {
        runs.push({
          calls,
          end: () => resolve(calls.map((call) => `answer to ${call}`)),
          fail: () => reject(new Error('down')),
        });
      }),
    options,
  );
  return { runs, grouped, ran: () => runs.map(({ calls }) => calls) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('grouped calls', () => {
  it('share a run when one turn of the event loop brings them, each with its own answer', async () => {
    const { runs, grouped, ran } = held();
    const answers = Promise.all([1, 2, 3].map((call) => grouped.call(call)));
    await turn();
    expect(ran()).toEqual([[1, 2, 3]]);
    runs[0]?.end();
    expect(await answers).toEqual(['answer to 1', 'answer to 2', 'answer to 3']);
  });

  it('gather while a run is under way', async () => {
    const { runs, grouped, ran } = held();
    void grouped.call(1);
    await turn();
    void grouped.call(2);
    await turn();
    void grouped.call(3);
    await turn();
    expect(ran()).toEqual([[1]]);
    runs[0]?.end();
    await turn();
    expect(ran()).toEqual([[1], [2, 3]]);
  });

  it('have so many runs at a time, of so many calls', async () => {
    const { runs, grouped, ran } = held({ atATime: 2, limit: 2 });
    for (const call of [1, 2, 3, 4, 5]) void grouped.call(call);
    await turn();
    await turn();
    expect(ran()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    runs[1]?.end();
    await turn();
    expect(ran().at(-1)).toEqual([5]);
  });

  it('fail together, and the next ones are none the worse for it', async () => {
    const { runs, grouped } = held();
    const failing = Promise.allSettled([1, 2].map((call) => grouped.call(call)));
    await turn();
    runs[0]?.fail();
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = grouped.call(3);
    await turn();
    runs[1]?.end();
    expect(await next).toBe('answer to 3');
  });
});
