/** A message to a person's devices. */
export interface PushMessage {
  /** Deterministic: the service shows a message of one key once. */
  readonly key: string;
  readonly accountId: string;
  readonly title: string;
  readonly body: string;
  /** Where a tap leads, as a path of the API's client: `/orders/<id>`. */
  readonly link: string | null;
}

/** What became of it. `unreachable`: the person has no device, or turned messages off; trying again is no use. */
export type PushResult = 'sent' | 'unreachable' | 'failed';

/** The way to people's phones. What it throws counts as failed. */
export abstract class PushSender {
  abstract send(message: PushMessage): Promise<PushResult>;
}
