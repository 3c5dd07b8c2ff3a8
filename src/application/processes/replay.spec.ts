import { CheckoutWorld, type CheckoutProcess } from '../../../test/support/checkout-world';
import type { JournalEntry } from '../ports/process-store';
import { checkoutProcess } from './checkout-process';
import { replay } from './replay';

describe('the replay of a journal', () => {
  let world: CheckoutWorld;
  let journal: readonly JournalEntry[];
  let program: ReturnType<CheckoutWorld['program']>;

  beforeEach(async () => {
    world = new CheckoutWorld();
    program = world.program();
    await world.place('order-1', 'UPI');
    await program.settle();
    await world.time.advance(15 * 60_000);
    await program.settle();
    journal = await world.store.journal('checkout', 'order-1');
  });

  it('comes to the stored state, and to every effect that was asked for', async () => {
    const { instances } = await world.store.load('checkout', ['order-1']);
    expect(journal).toHaveLength(3);
    expect(await replay(checkoutProcess, journal, world.events)).toEqual({
      state: instances[0]?.state,
      divergedAt: null,
    });
  });

  it('comes to the state of any moment in between', async () => {
    expect(await replay(checkoutProcess, journal.slice(0, 1), world.events)).toMatchObject({
      state: { is: 'waiting' },
    });
    expect(await replay(checkoutProcess, [], world.events)).toEqual({
      state: { is: 'idle' },
      divergedAt: null,
    });
  });

  it('has no effect of its own', async () => {
    const sent = program.dispatcher.sent.length;
    await replay(checkoutProcess, journal, world.events);
    expect(program.dispatcher.sent).toHaveLength(sent);
    expect(await world.types('order-1')).toEqual(['OrderPlaced', 'OrderExpired']);
  });

  it('shows where today other effects would be asked for', async () => {
    const changed: CheckoutProcess = {
      ...checkoutProcess,
      manager: {
        ...checkoutProcess.manager,
        react: (state, input) =>
          input.kind === 'timer' ? { state, effects: [] } : checkoutProcess.manager.react(state, input),
      },
    };
    expect(await replay(changed, journal, world.events)).toMatchObject({ divergedAt: 2 });
  });

  it('fails when an event is no longer the one that was taken in', async () => {
    const forged = journal.map((entry) => ({ ...entry, input: { ...entry.input, id: 'another' } }));
    await expect(replay(checkoutProcess, forged, world.events)).rejects.toThrow('has no event another');
  });
});
