import type { Actor } from '../../domain/kernel/actor';
import type { Instant } from '../../domain/kernel/instant';

/** Who issued a command, when, and because of what. Becomes the metadata of the events it decides. */
export interface CommandContext {
  /** Deterministic: a repeat of the command carries the same id. */
  readonly commandId: string;
  /** Hash of the request; the same id with another fingerprint is refused. */
  readonly fingerprint: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  /** Business time. */
  readonly at: Instant;
  readonly traceparent: string | null;
}
