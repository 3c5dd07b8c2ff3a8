import type { GatewayName } from '../../domain/payment/gateway-payment';
import type { CaptureMode, OnlineMethod } from '../../domain/payment/payment-messages';
import type { PaymentMethod } from '../../domain/order/order-messages';
import type { PaymentGateway } from '../ports/payment-gateway';

/** The gateways that this Tiffin is connected to: new payments go to the first, old ones stay where they are. */
export class PaymentGateways {
  private readonly byName: ReadonlyMap<GatewayName, PaymentGateway>;

  constructor(readonly all: readonly PaymentGateway[]) {
    this.byName = new Map(all.map((gateway) => [gateway.name, gateway]));
  }

  named(name: GatewayName): PaymentGateway | undefined {
    return this.byName.get(name);
  }

  /** Where a new payment by this method goes; undefined when no gateway takes it. */
  forMethod(method: OnlineMethod): { readonly name: GatewayName; readonly capture: CaptureMode } | undefined {
    for (const { name, methods } of this.all) {
      const capture = methods.get(method);
      if (capture !== undefined) return { name, capture };
    }
    return undefined;
  }

  /** What customers can pay with; cash always. */
  methods(): readonly PaymentMethod[] {
    return ['COD', ...new Set(this.all.flatMap(({ methods }) => [...methods.keys()]))];
  }
}
