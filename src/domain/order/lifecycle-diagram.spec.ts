import { lifecycleDiagram, lifecycleTable } from './lifecycle-diagram';
import { TRANSITIONS, type Transition } from './order-transitions';

describe('the picture of the lifecycle', () => {
  const diagram = lifecycleDiagram(TRANSITIONS);

  it('shows how a status leads to another, from the first to the last', () => {
    expect(diagram).toContain('stateDiagram-v2\n');
    expect(diagram).toContain('  [*] --> PENDING: PlaceOrder\n');
    expect(diagram).toContain('  READY --> PICKED_UP: ConfirmPickup\n');
    expect(diagram).toContain('  COMPLETED --> [*]\n');
  });

  it('lets a restored order return to every status that it can be cancelled in', () => {
    expect(diagram.match(/CANCELLED --> \w+: RestoreOrder/g)).toEqual([
      'CANCELLED --> PENDING: RestoreOrder',
      'CANCELLED --> CONFIRMED: RestoreOrder',
      'CANCELLED --> PREPARING: RestoreOrder',
      'CANCELLED --> READY: RestoreOrder',
    ]);
  });

  it('leaves out what changes no status', () => {
    expect(diagram).not.toContain('HoldForReview');
  });

  it('is of the rows it is given', () => {
    const rows: readonly Transition[] = [
      { command: 'PlaceOrder', from: ['ABSENT'], to: 'PENDING', events: ['OrderPlaced'], meaning: 'begins' },
      {
        command: 'ClearHold',
        from: ['PENDING'],
        to: 'same',
        events: ['OrderHoldCleared'],
        meaning: 'goes on',
      },
    ];
    expect(lifecycleDiagram(rows)).toBe(
      'stateDiagram-v2\n  [*] --> PENDING: PlaceOrder\n  PENDING --> [*]\n',
    );
    expect(lifecycleTable(rows)).toBe(
      [
        '| Command | From | To | Events | Meaning |',
        '|---|---|---|---|---|',
        '| PlaceOrder | ABSENT | PENDING | OrderPlaced | begins |',
        '| ClearHold | PENDING | same | OrderHoldCleared | goes on |',
        '',
      ].join('\n'),
    );
  });

  it('has a line for every row in the table', () => {
    expect(lifecycleTable(TRANSITIONS).trimEnd().split('\n')).toHaveLength(TRANSITIONS.length + 2);
  });
});
