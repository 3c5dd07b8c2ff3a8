import { never } from '../../../domain/kernel/decider';

export interface CircuitLimits {
  /**
   * So many faults within the window open the circuit, if they are at least half of the calls that ended in it: one
   * lost answer in a hundred is no outage, however many calls there are.
   */
  readonly threshold: number;
  readonly windowMs: number;
  /** Of the calls of the window only the latest so many count. */
  readonly windowCalls: number;
  /** How long nothing is let through after it opened. */
  readonly openMs: number;
}

interface Ended {
  readonly at: number;
  readonly isFault: boolean;
}

/** Times are milliseconds of wall time since the epoch. */
export type Circuit =
  | { readonly is: 'closed'; readonly recent: readonly Ended[] }
  /** Open until then; after that it is half open, and one call may probe. */
  | { readonly is: 'open'; readonly until: number }
  | { readonly is: 'probing' };

export const CLOSED: Circuit = { is: 'closed', recent: [] };

/** How a call was let through: as one of many, or alone, to find out whether the other side works again. */
export type Pass = 'call' | 'probe';

/** Whether a call may be made now; `pass` is null when not. */
export function admit(
  circuit: Circuit,
  now: number,
): { readonly circuit: Circuit; readonly pass: Pass | null } {
  switch (circuit.is) {
    case 'closed':
      return { circuit, pass: 'call' };
    case 'open':
      return now < circuit.until ? { circuit, pass: null } : { circuit: { is: 'probing' }, pass: 'probe' };
    case 'probing':
      return { circuit, pass: null };
    default:
      return never(circuit);
  }
}

const opened = (now: number, { openMs }: CircuitLimits): Circuit => ({ is: 'open', until: now + openMs });

/**
 * A call that was let through has ended. Only calls of a closed circuit count, and only its probe moves a
 * circuit that is not closed: calls that began before it opened tell nothing new.
 */
export function settle(
  circuit: Circuit,
  { pass, isFault }: { readonly pass: Pass; readonly isFault: boolean },
  now: number,
  limits: CircuitLimits,
): Circuit {
  switch (circuit.is) {
    case 'closed': {
      const recent = [...circuit.recent, { at: now, isFault }]
        .filter(({ at }) => at > now - limits.windowMs)
        .slice(-limits.windowCalls);
      const faults = recent.filter((one) => one.isFault).length;
      const isDown = isFault && faults >= limits.threshold && faults * 2 >= recent.length;
      return isDown ? opened(now, limits) : { is: 'closed', recent };
    }
    case 'open':
      return circuit;
    case 'probing':
      if (pass === 'call') return circuit;
      return isFault ? opened(now, limits) : CLOSED;
    default:
      return never(circuit);
  }
}
