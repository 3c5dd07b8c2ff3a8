import { accept, type Decider } from '../kernel/decider';
import type { OrderId, PaymentId } from '../kernel/ids';
import type { Instant } from '../kernel/instant';
import type { Sealed } from '../kernel/sealed';
import type { GatewayName } from '../payment/gateway-payment';

/** A message of a gateway whose signature was right. It says that something changed; what, the gateway is asked. */
export interface Webhook {
  readonly gateway: GatewayName;
  /** The gateway's id of the message: it is kept once, however often it comes. */
  readonly eventId: string;
  /** The gateway's name for what happened, as it wrote it. */
  readonly kind: string;
  /** The payment it is about, and its order; null when it is about none that Tiffin knows. */
  readonly paymentId: PaymentId | null;
  readonly orderId: OrderId | null;
  /** SHA-256 (hex) of the bytes that were signed, and the bytes themselves. */
  readonly bodyHash: string;
  readonly body: Sealed;
  readonly at: Instant;
}

export type InboxEvent = { readonly type: 'WebhookReceived' } & Webhook;
export type InboxCommand = { readonly type: 'ReceiveWebhook' } & Webhook;
export type Inbox = { readonly is: 'empty' } | { readonly is: 'received'; readonly orderId: OrderId | null };

/** Where a gateway's message lies from the moment it is acknowledged, whatever becomes of it. */
export const inbox: Decider<InboxCommand, Inbox, InboxEvent, never> = {
  initial: { is: 'empty' },
  decide: (command, state) =>
    state.is === 'received' ? accept() : accept({ ...command, type: 'WebhookReceived' }),
  evolve: (_, { orderId }) => ({ is: 'received', orderId }),
};
