import { z } from 'zod';
import { epochMs, isInstant } from '../../../../domain/kernel/instant';
import type { GatewayControl } from '../../../../application/ports/sandbox-access';
import { GATEWAY_TIMEOUT_MS } from '../../../../application/ports/payment-gateway';

const clockSchema = z.object({ now: z.string().refine(isInstant), rate: z.number() });

/** What Tiffin tells the sandbox gateway besides payments: where it listens, and what time it is. */
export class SandboxControl {
  constructor(private readonly gateway: { readonly url: string; readonly apiKey: string }) {}

  /** For others who are to get at its `/control` routes. */
  get access(): GatewayControl {
    return { url: this.gateway.url, key: this.gateway.apiKey };
  }

  /** Where the gateway reports to from now on. */
  async sendWebhooksTo(url: string): Promise<void> {
    await this.call('PUT', '/control/webhooks', { url });
  }

  /** Brings the gateway's clock to the business clock's time and pace; it never goes back. */
  async followClock(now: string, rate: number): Promise<void> {
    const theirs = clockSchema.parse(await this.call('GET', '/control/clock'));
    const behindMs = Math.max(0, epochMs(now) - epochMs(theirs.now));
    await this.call('PUT', '/control/clock', { advance_ms: behindMs, rate });
  }

  private async call(method: 'GET' | 'PUT', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.gateway.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.gateway.apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the sandbox gateway answered ${response.status} to ${method} ${path}`);
    return response.json();
  }
}
