import type { Currency } from '../kernel/money';
import type { Break, BreakKind, Heal } from './breaks';
import {
  currenciesOf,
  MONEY_VIEWS,
  MOVEMENTS,
  totalOf,
  type Moved,
  type MoneyView,
  type Movement,
  type Recorded,
  type Sides,
} from './sides';

type Found = Omit<Break, 'heal'> & { readonly heal: Exclude<Heal, 'wait'> };

/** How a movement is called when gateway and record differ, `recorded` being undefined when there is no such thing. */
function kindOf(movement: Movement, atGateway: number, recorded: Recorded | undefined): BreakKind {
  if (movement === 'refund') {
    if (recorded === undefined) return 'refund-unknown';
    if (atGateway === 0) return 'refund-missing-at-gateway';
  } else if (atGateway === 0) return 'missing-at-gateway';
  return recorded === undefined || recorded.amount.minor === 0 ? 'missing-here' : 'amount-differs';
}

/** A record that is behind goes with the gateway when that is asked again. So does one that lacks a chargeback. */
function canFollow({ isKnown }: Sides, movement: Movement, recorded: Recorded | undefined): boolean {
  return recorded === undefined ? isKnown && movement === 'chargeback' : recorded.canFollow;
}

/** What the gateway has against what was recorded, each capture, refund and chargeback by itself. */
function betweenGatewayAndRecord(sides: Sides, movement: Movement, currency: Currency): readonly Found[] {
  const isOf = (one: Moved): boolean => one.movement === movement && one.amount.currency === currency;
  const [atGateway, recorded] = [sides.atGateway.filter(isOf), sides.recorded.filter(isOf)];
  const references = new Set([...atGateway, ...recorded].map(({ reference }) => reference));
  return [...references].flatMap((reference) => {
    const isIt = (one: Moved): boolean => one.reference === reference;
    const gatewayMinor = totalOf(atGateway.filter(isIt), movement, currency);
    const known = recorded.find(isIt);
    const recordedMinor = known?.amount.minor ?? 0;
    if (gatewayMinor === recordedMinor) return [];
    return [
      {
        kind: kindOf(movement, gatewayMinor, known),
        ...{ movement, reference, view: null, currency, gatewayMinor },
        ledgerMinor: recordedMinor,
        viewMinor: recordedMinor,
        heal: canFollow(sides, movement, known) ? 'sync' : 'staff',
      },
    ];
  });
}

/** What was recorded against what is in the ledger. */
function betweenRecordAndLedger(sides: Sides, movement: Movement, currency: Currency): readonly Found[] {
  const recorded = totalOf(sides.recorded, movement, currency);
  const ledgerMinor = totalOf(sides.booked, movement, currency);
  if (recorded === ledgerMinor) return [];
  return [
    {
      kind: ledgerMinor === 0 ? 'not-booked' : 'booked-differently',
      ...{ movement, reference: null, view: null, currency },
      ...{ gatewayMinor: recorded, ledgerMinor, viewMinor: recorded },
      heal: 'staff',
    },
  ];
}

/** A read model against what it shows: the payment's record, or the ledger. */
function inView(sides: Sides, view: MoneyView, movement: Movement, currency: Currency): readonly Found[] {
  if (view === 'refunds' && movement !== 'refund') return [];
  const source = totalOf(view === 'ledger-entries' ? sides.booked : sides.recorded, movement, currency);
  const viewMinor = totalOf(sides.views[view], movement, currency);
  if (source === viewMinor) return [];
  return [
    {
      kind: 'view-differs',
      ...{ movement, reference: null, view, currency },
      ...{ gatewayMinor: source, ledgerMinor: source, viewMinor },
      heal: 'staff',
    },
  ];
}

/**
 * Every difference between the books of one payment, each named once: gateway against record, record against ledger,
 * and read models against what they show. None if and only if all agree.
 */
export function compare(sides: Sides): readonly Break[] {
  const { atGateway, recorded, booked, views, isSettling } = sides;
  const currencies = currenciesOf(atGateway, recorded, booked, ...Object.values(views));
  const found = currencies.flatMap((currency) =>
    MOVEMENTS.flatMap((movement) => [
      ...betweenGatewayAndRecord(sides, movement, currency),
      ...betweenRecordAndLedger(sides, movement, currency),
      ...MONEY_VIEWS.flatMap((view) => inView(sides, view, movement, currency)),
    ]),
  );
  return isSettling ? found.map((one) => ({ ...one, heal: 'wait' })) : found;
}
