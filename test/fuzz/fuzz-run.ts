import { randomUUID } from 'node:crypto';
import { wireRequest, type Accepted, type Differing, type Entry } from '../whole/accepted';
import { eventsOfRequests } from '../whole/event-log';
import { Draw } from '../whole/program';
import type { Staff, World } from '../whole/world';
import { curlOf, NoAnswer, type Answer, type Wire, type WireRequest } from '../whole/wire';
import { codeOf, faultIn } from './judge';
import type { Mutation } from './mutations';
import type { Chunk } from './plan';
import { Tally } from './tally';

/** Refusals that leave an event on purpose: somebody who guesses at a door is counted. */
const COUNTED_REFUSALS = new Set(['DELIVERY_CODE_WRONG']);

/** Not let in, or not for this role. */
const isBeforeTheDoor = ({ status }: Answer): boolean => status === 401 || status === 403;

interface Spoilt {
  readonly entry: Entry;
  readonly mutation: Mutation;
  readonly request: WireRequest;
}

/** Sends what a plan says, judges every answer, and keeps count. */
export class FuzzRun {
  readonly kinds = new Tally();
  readonly statuses = new Tally();
  readonly codes = new Tally();
  /** Why routes that were asked in good order refused, and mutations that were applied nowhere. */
  readonly failures: string[] = [];
  readonly fields = new Set<string>();
  sent = 0;
  pastTheDoor = 0;
  accepted = 0;
  unspoilt = 0;
  slowestMs = 0;
  private readonly refused = new Map<string, Spoilt>();

  constructor(
    private readonly wire: Wire,
    private readonly seed: number,
  ) {}

  /** A chunk: the request in good order, then spoilt ones, then in good order again. */
  async run({ entry, number, mutations }: Chunk, world: World): Promise<void> {
    const draw = new Draw(`${this.seed} ${entry.route.name} ${number}`);
    let current = await this.proven(entry, world);
    if (current === null) return;
    let isUsed = !entry.keeps;
    for (const mutation of mutations) {
      if (isUsed) {
        current = await this.prepared(entry, world);
        if (current === null) return;
        isUsed = false;
      }
      const differing = mutation.apply(current, draw, this.otherId(world, draw));
      if (differing === null) continue;
      const answer = await this.send(entry, mutation, current, differing);
      isUsed = !entry.keeps && answer !== null && this.hasUsedUp(answer);
    }
    // What was refused has changed nothing: the request is accepted as it was before.
    if (isUsed) return;
    const { answer, request } = await this.sendAsIs(entry, current);
    if (answer === null || !entry.statuses.includes(answer.status)) {
      this.fail(
        entry,
        'is refused after spoilt requests, which should have changed nothing',
        request,
        answer,
      );
    }
  }

  close(): void {
    this.wire.close();
  }

  /** Requests that were refused and left events all the same. */
  async checkLog(databaseUrl: string): Promise<void> {
    const found = await eventsOfRequests(databaseUrl, (id) => this.refused.has(id));
    for (const [id, types] of found) {
      const spoilt = this.refused.get(id);
      if (spoilt === undefined) continue;
      const { entry, mutation, request } = spoilt;
      this.fail(
        entry,
        `${mutation.field}, ${mutation.kind}: refused, and left ${types.join(', ')}`,
        request,
        null,
      );
    }
  }

  /** The request is accepted as it is; one more that will be. */
  private async proven(entry: Entry, world: World): Promise<Accepted | null> {
    const accepted = await this.prepared(entry, world);
    if (accepted === null) return null;
    const { answer, request } = await this.sendAsIs(entry, accepted);
    if (answer !== null && entry.statuses.includes(answer.status)) return accepted;
    this.fail(entry, 'is not accepted in good order', request, answer);
    return null;
  }

  private async prepared(entry: Entry, world: World): Promise<Accepted | null> {
    try {
      return await entry.prepare(world);
    } catch (error) {
      this.failures.push(`${entry.route.name}: nothing to ask about could be made: ${String(error)}`);
      return null;
    }
  }

  private async sendAsIs(entry: Entry, accepted: Accepted) {
    const requestId = randomUUID();
    const request = wireRequest(entry, accepted, { requestId });
    this.unspoilt += 1;
    const answer = await this.answerTo(request);
    return { answer, request };
  }

  private async answerTo(request: WireRequest): Promise<Answer | null> {
    try {
      return await this.wire.send(request);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.failures.push(error.message);
      return null;
    }
  }

  private async send(
    entry: Entry,
    mutation: Mutation,
    accepted: Accepted,
    differing: Differing,
  ): Promise<Answer | null> {
    const requestId = randomUUID();
    const request = wireRequest(entry, accepted, { ...differing, requestId });
    this.sent += 1;
    this.kinds.add(mutation.kind);
    this.fields.add(`${entry.route.name} ${mutation.field}`);
    const answer = await this.answerTo(request);
    const what = `${mutation.field}, ${mutation.kind}`;
    if (answer === null) {
      this.fail(entry, `${what}: no answer`, request, null);
      return null;
    }
    this.statuses.add(answer.status);
    this.slowestMs = Math.max(this.slowestMs, answer.ms);
    if (!isBeforeTheDoor(answer)) this.pastTheDoor += 1;
    const code = codeOf(answer);
    if (code !== null) this.codes.add(code);
    if (answer.status < 400) this.accepted += 1;
    else if (!COUNTED_REFUSALS.has(code ?? '')) this.refused.set(requestId, { entry, mutation, request });
    const words = `${decodeURI(request.path.replaceAll('%', '%25'))} ${request.body?.toString() ?? ''}`;
    const fault = faultIn(answer, requestId, words);
    if (fault !== null) this.fail(entry, `${what}: ${fault}`, request, answer);
    return answer;
  }

  /** Whether the thing that was asked about may not be as it was any more. */
  private hasUsedUp(answer: Answer): boolean {
    return answer.status < 400 || COUNTED_REFUSALS.has(codeOf(answer) ?? '');
  }

  private otherId({ staff, kitchen, spare, addressId }: World, draw: Draw): string {
    const strangers: readonly Staff[keyof Staff][] = Object.values(staff);
    return draw.of([...strangers.map(({ id }) => id), kitchen.id, spare.id, addressId]);
  }

  private fail({ route }: Entry, what: string, request: WireRequest, answer: Answer | null): void {
    const answered = answer === null ? '' : `\n    answered ${answer.status} ${answer.text.slice(0, 600)}`;
    this.failures.push(
      `${route.name}: ${what}\n    ${curlOf(this.wire.url, request)}${answered}\n    again: npm run fuzz -- --seed ${this.seed} --only "${route.name}"`,
    );
  }
}
