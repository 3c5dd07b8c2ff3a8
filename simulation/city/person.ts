import { orderAggregate } from '../../src/application/aggregates';
import type { CommandContext } from '../../src/application/commands/command-context';
import { ChangeDelivery } from '../../src/application/couriers/change-delivery';
import type { DeliveryCommand } from '../../src/domain/delivery/delivery-messages';
import type { Actor } from '../../src/domain/kernel/actor';
import { asId, type OrderId } from '../../src/domain/kernel/ids';
import type { OrderCommand } from '../../src/domain/order/order-messages';
import type { Draws } from '../money/draws';
import type { Undated } from '../money/people';
import type { City } from './city';
import type { CityProgram } from './program';

interface Answer {
  readonly kind: string;
  readonly rejection?: { readonly code: string };
}

/** Somebody who asks programs for something. */
export class Person {
  constructor(
    protected readonly city: City,
    protected readonly actor: Actor,
  ) {}

  protected get draws(): Draws {
    return this.city.world.draws;
  }

  protected wait(ms: number, why: string): Promise<void> {
    return this.city.world.wait(ms, why);
  }

  /** @returns `done`, the code of a refusal, or `unanswered` */
  protected async ask(
    name: string,
    send: (program: CityProgram, context: CommandContext) => Promise<Answer>,
    tries = 10,
  ): Promise<string> {
    const { world } = this.city;
    const request = `${name} by ${this.actor.id} ${this.city.nextRequest()}`;
    const answer = await world.ask(
      request,
      (program) => send(program, world.contextOf(this.actor, request)),
      tries,
    );
    const said = answer?.rejection?.code ?? answer?.kind ?? 'unanswered';
    world.counts.add(`${this.actor.role}: ${name} ${said}`);
    return said;
  }

  protected changeOrder(orderId: string, command: Undated<OrderCommand>): Promise<string> {
    return this.ask(command.type, (program, context) =>
      program.executor.execute(orderAggregate, orderId, context, () => ({
        ok: true,
        command: { ...command, at: context.at },
      })),
    );
  }

  protected changeDelivery(orderId: string, command: Undated<DeliveryCommand>): Promise<string> {
    return this.ask(command.type, (program, context) =>
      program.changeDelivery.execute(
        new ChangeDelivery(asId<OrderId>(orderId), { ...command, at: context.at }, context),
      ),
    );
  }
}
