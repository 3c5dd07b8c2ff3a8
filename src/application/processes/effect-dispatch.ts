import { never } from '../../domain/kernel/decider';
import { effectIdFor, fingerprintOf } from '../deterministic-ids';
import type { CommandContext } from '../commands/command-context';
import type { EffectStatus, JournalEntry } from '../ports/process-store';
import type { CommandDispatcher, Dispatched } from './command-dispatcher';
import { actorIdOf, type RegisteredProcess } from './registered-process';

/** An effect to carry out. */
export interface PendingEffect {
  readonly entry: JournalEntry;
  readonly step: string;
  readonly command: unknown;
  /** How often it was tried before; null if its first try is still to come. */
  readonly triedBefore: number | null;
}

/** Waits after the first, second, … failure (ms); after the last of them comes the last try. */
export const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 120_000] as const;

/** How often an effect is tried before it is parked. */
export const MAX_ATTEMPTS = RETRY_AFTER_MS.length + 1;

/** The commands that a reaction sends. */
export const sendsOf = (entry: JournalEntry): readonly PendingEffect[] =>
  entry.effects.flatMap((effect) =>
    effect.do === 'send' ? [{ entry, step: effect.step, command: effect.command, triedBefore: null }] : [],
  );

/**
 * Under which ids a process's command is sent: functions of what caused it and of its step, so that sending it
 * again is a repeat. The time is that of the input, and is not part of the fingerprint.
 */
export function contextOf(process: string, { at, input }: JournalEntry, step: string): CommandContext {
  return {
    commandId: effectIdFor(input.id, step),
    fingerprint: fingerprintOf([process, input.id, step]),
    correlationId: input.correlationId,
    causationId: input.id,
    actor: { id: actorIdOf(process), role: 'system' },
    at,
    traceparent: null,
  };
}

/** Sends effects, all at once, and says which did not simply succeed. */
export class EffectDispatch<S, E extends { readonly type: string }, C> {
  constructor(
    private readonly process: RegisteredProcess<S, E, C>,
    private readonly dispatcher: CommandDispatcher<C>,
    private readonly now: () => number,
  ) {}

  async send(effects: readonly PendingEffect[]): Promise<readonly EffectStatus[]> {
    const statuses = await Promise.all(
      effects.map(async (effect) => this.statusOf(effect, await this.sendOne(effect))),
    );
    return statuses.filter(({ status }, i) => status !== 'done' || effects[i]?.triedBefore !== null);
  }

  private async sendOne({ entry, step, command }: PendingEffect): Promise<Dispatched> {
    try {
      const parsed = this.process.commandSchema.parse(command);
      return await this.dispatcher.dispatch(parsed, contextOf(this.process.manager.name, entry, step));
    } catch (error) {
      return { kind: 'failed', cause: error instanceof Error ? error.message : String(error) };
    }
  }

  private statusOf(effect: PendingEffect, outcome: Dispatched): EffectStatus {
    const { key, seq, shard } = effect.entry;
    const attempts = (effect.triedBefore ?? 0) + 1;
    const base = { key, seq, step: effect.step, shard, attempts, nextAttemptAt: 0 };
    switch (outcome.kind) {
      case 'ok':
        return { ...base, status: 'done', detail: null };
      case 'rejected':
        return { ...base, status: 'rejected', detail: outcome.code };
      case 'failed': {
        const wait = RETRY_AFTER_MS[attempts - 1];
        return wait === undefined
          ? { ...base, status: 'parked', detail: outcome.cause }
          : { ...base, status: 'retrying', nextAttemptAt: this.now() + wait, detail: outcome.cause };
      }
      default:
        return never(outcome);
    }
  }
}
