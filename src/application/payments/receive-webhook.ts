import { hash } from 'node:crypto';
import type { InboxCommand } from '../../domain/inbox/inbox';
import type { OrderId, PaymentId } from '../../domain/kernel/ids';
import type { Sealed } from '../../domain/kernel/sealed';
import type { GatewayName } from '../../domain/payment/gateway-payment';
import { inboxAggregate, paymentAggregate } from '../aggregates';
import type { CommandExecutor } from '../commands/command-executor';
import type { StreamLoader } from '../commands/stream-loader';
import { uuidv5 } from '../deterministic-ids';
import { SubjectErased } from '../identity/subject-erased';
import type { BusinessClock, SystemClock } from '../ports/clock';
import type { GatewayMessage, ReadWebhook } from '../ports/payment-gateway';
import type { SubjectKeys } from '../ports/subject-keys';
import type { PaymentGateways } from './payment-gateways';

export type WebhookOutcome =
  /** It lies in the inbox, now or since it came first: the gateway need not send it again. */
  | { readonly kind: 'stored' }
  | { readonly kind: 'refused'; readonly reason: Extract<ReadWebhook, { ok: false }>['reason'] }
  | { readonly kind: 'no-such-gateway' }
  /** It could not be stored: the gateway has to send it again. */
  | { readonly kind: 'failed' };

/** Whose key seals messages about nobody that Tiffin knows. */
const UNMATCHED = 'unmatched-webhooks';

/** Takes a gateway's messages: verified over their raw bytes, stored for good, and only then acknowledged. */
export class WebhookInbox {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly loader: StreamLoader,
    private readonly gateways: PaymentGateways,
    private readonly keys: SubjectKeys,
    private readonly business: BusinessClock,
    private readonly system: SystemClock,
  ) {}

  /** @param requestId of the HTTP request, for tracing */
  async receive(
    gatewayName: GatewayName,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    body: Buffer,
    requestId: string,
  ): Promise<WebhookOutcome> {
    const gateway = this.gateways.named(gatewayName);
    if (gateway === undefined) return { kind: 'no-such-gateway' };
    const read = gateway.readWebhook(headers, body, this.system.now());
    if (!read.ok) return { kind: 'refused', reason: read.reason };

    const { eventId, kind } = read.message;
    const about = await this.about(read.message, gatewayName);
    const sealed = await this.seal(about.customerId, body);
    const at = this.business.now();
    const commandId = uuidv5('webhook', gatewayName, eventId);
    const command: InboxCommand = {
      type: 'ReceiveWebhook',
      gateway: gatewayName,
      eventId,
      kind,
      paymentId: about.paymentId,
      orderId: about.orderId,
      bodyHash: hash('sha256', body, 'hex'),
      body: sealed,
      at,
    };
    const outcome = await this.executor.execute(
      inboxAggregate,
      `${gatewayName}-${eventId}`,
      {
        commandId,
        fingerprint: commandId,
        correlationId: requestId,
        causationId: requestId,
        actor: { id: `gateway-${gatewayName}`, role: 'system' },
        at,
        traceparent: null,
      },
      () => ({ ok: true, command }),
      { expectNew: true },
    );
    return outcome.kind === 'done' ? { kind: 'stored' } : { kind: 'failed' };
  }

  /** The payment that the message names, if it is one that this gateway has. */
  private async about(
    { reference }: GatewayMessage,
    gateway: GatewayName,
  ): Promise<{
    readonly paymentId: PaymentId | null;
    readonly orderId: OrderId | null;
    readonly customerId: string | null;
  }> {
    if (reference !== null) {
      const { state } = await this.loader.recent(paymentAggregate, reference);
      if (state.is === 'online' && state.gateway === gateway) {
        return { paymentId: reference, orderId: state.orderId, customerId: state.customerId };
      }
    }
    return { paymentId: null, orderId: null, customerId: null };
  }

  /** What a gateway writes about a payer is personal data of the customer. Of one who was erased nothing is kept. */
  private async seal(customerId: string | null, body: Buffer): Promise<Sealed> {
    const text = body.toString('base64');
    try {
      return await this.keys.seal(customerId ?? UNMATCHED, text);
    } catch (error) {
      if (!(error instanceof SubjectErased)) throw error;
      return this.keys.seal(UNMATCHED, '');
    }
  }
}
