import { orderAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import { ChangeDelivery } from '../../src/application/couriers/change-delivery';
import { ChangeOrder } from '../../src/application/ordering/change-order';
import type { DeliveryCommand } from '../../src/domain/delivery/delivery-messages';
import type { Actor } from '../../src/domain/kernel/actor';
import { asId, type OrderId } from '../../src/domain/kernel/ids';
import type { OrderCommand } from '../../src/domain/order/order-messages';
import type { Draws } from '../engine/draws';
import type { City } from '../world/city';
import type { Program } from '../world/program';

export const SUPPORT: Actor = { id: 'support-1', role: 'support' };

type Change = Exclude<OrderCommand, { readonly type: 'PlaceOrder' }>;

export type Undated<C> = C extends unknown ? Omit<C, 'at'> : never;

export interface Answer {
  readonly kind: string;
  readonly rejection?: { readonly code: string };
}

const SECOND = 1_000;

/** Somebody who asks programs for something. */
export class Person {
  protected readonly draws: Draws;

  /** @param name of the person and of what they are about: their luck depends on it */
  constructor(
    protected readonly city: City,
    protected readonly actor: Actor,
    protected readonly name: string,
  ) {
    this.draws = city.luck.drawsOf(name);
  }

  protected wait(ms: number, why: string): Promise<void> {
    return this.city.world.wait(ms, `${this.name}: ${why}`);
  }

  /** Whether they do something that they need not do, in so many of a thousand cases. */
  protected feelsLike(what: string, perMille: number): boolean {
    return this.city.luck.strikes(what, this.name, perMille, this.draws);
  }

  /** @returns `done`, the code of a refusal, or `unanswered` */
  protected async ask(
    what: string,
    send: (program: Program, context: CommandContext) => Promise<Answer>,
    tries = 10,
  ): Promise<string> {
    const { world } = this.city;
    const request = `${what} by ${this.actor.id} ${this.city.nextRequest()}`;
    const answer = await world.ask(
      request,
      (program) => send(program, world.contextOf(this.actor, request)),
      tries,
    );
    const said = answer?.rejection?.code ?? answer?.kind ?? 'unanswered';
    world.counts.add(`${this.actor.role}: ${what} ${said}`);
    return said;
  }

  protected changeOrder(orderId: string, command: Undated<Change>): Promise<string> {
    return this.ask(command.type, ({ handlers }, context) =>
      handlers.changeOrder.execute(
        new ChangeOrder(asId<OrderId>(orderId), { ...command, at: context.at }, context),
      ),
    );
  }

  /** As {@link changeOrder}, by somebody whose order it was a moment ago: nobody looks again whether it still is. */
  protected changeOrderUnseen(orderId: string, command: Undated<Change>): Promise<string> {
    return this.ask(command.type, ({ executor }, context) =>
      executor.execute(orderAggregate, orderId, context, () => ({
        ok: true,
        command: { ...command, at: context.at },
      })),
    );
  }

  protected changeDelivery(orderId: string, command: Undated<DeliveryCommand>): Promise<string> {
    return this.ask(command.type, ({ handlers }, context) =>
      handlers.changeDelivery.execute(
        new ChangeDelivery(asId<OrderId>(orderId), { ...command, at: context.at }, context),
      ),
    );
  }

  protected statusOf(orderId: string): string {
    return this.city.facts.orders.get(orderId)?.status ?? 'unknown';
  }

  /** Looks every now and then until the order is there. @param ms how long they go on looking */
  protected async reaches(orderId: string, wanted: string, ms: number): Promise<boolean> {
    for (let left = ms; left > 0 && this.statusOf(orderId) !== wanted;) {
      const pause = this.draws.between(5 * SECOND, 60 * SECOND);
      await this.wait(pause, 'looks');
      left -= pause;
    }
    return this.statusOf(orderId) === wanted;
  }
}
