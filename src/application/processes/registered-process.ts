import type { z } from 'zod';
import type { EventMetadata } from '../../../eventstore/registry/metadata';
import type { ProcessManager } from '../../domain/kernel/process';
import type { RecordedEvent } from '../ports/event-store';

/** A process manager as the application runs it: how its events are read, and how what it stores is read back. */
export interface RegisteredProcess<S, E extends { readonly type: string }, C> {
  readonly manager: ProcessManager<S, E, C>;
  /**
   * An event of a type that the manager reads.
   * @throws when the stored bytes have no reader
   */
  decode(recorded: RecordedEvent, metadata: EventMetadata): E;
  /** Of a stored state. JSON gives it back as it was: null instead of absent fields, instants as strings. */
  readonly stateSchema: z.ZodType<S>;
  /** Of a stored command that was not carried out before its process stopped. */
  readonly commandSchema: z.ZodType<C>;
}

/** As whom a process acts. */
export const actorIdOf = (process: string): string => `process-${process}`;
