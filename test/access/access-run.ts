import { randomUUID } from 'node:crypto';
import {
  OWNING_ROLES,
  queryOf,
  wireRequest,
  type Accepted,
  type Differing,
  type Entry,
  type Json,
} from '../whole/accepted';
import { documentedAccess } from '../whole/document';
import { eventsOfRequests } from '../whole/event-log';
import { signIn, type Person } from '../whole/people';
import { curlOf, type Answer, type Wire } from '../whole/wire';
import type { World } from '../whole/world';
import { toldBy } from './alike';
import { CALLERS, expectedOutcome, type Caller, type Outcome } from './expectation';
import { idFieldsOf, type IdField } from './owned';

export type Callers = Readonly<Record<Exclude<Caller, 'nobody'>, Person>>;

const codeIn = ({ text }: Answer): string => /"error_code":"(\w+)"/.exec(text)?.[1] ?? '';

const NOT_LET_IN = new Set(['UNAUTHENTICATED', 'SESSION_ENDED', 'FORBIDDEN']);

/** Requests that are accepted whatever id they give, as long as that tells nothing: their answers are compared. */
const ACCEPTED_FOR_ANY_ID = new Set([
  'GET /api/v1/cart', // shows the own cart, and that it cannot be brought there
  'POST /api/v1/notifications/{id}/read', // marks nothing that is not one's own
]);

/** As `Outcome`, or another code of a refusal. */
const outcomeOf = (answer: Answer): string => {
  const code = codeIn(answer);
  return NOT_LET_IN.has(code) ? code : 'let in';
};

const idIn = ({ ids = {}, query = {}, body }: Accepted, { in: place, name }: IdField): string | undefined => {
  if (place === 'path') return ids[name];
  if (place === 'query') return query[name];
  const value = (body as Readonly<Record<string, Json>> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
};

function withId(accepted: Accepted, { in: place, name }: IdField, id: string): Differing {
  if (place === 'path') return { ids: { [name]: id } };
  if (place === 'query') {
    return { query: queryOf(accepted).map(([one, value]) => (one === name ? [one, id] : [one, value])) };
  }
  const body = accepted.body as Readonly<Record<string, Json>>;
  return { body: Buffer.from(JSON.stringify({ ...body, [name]: id })) };
}

/** Every caller at every route; own, other's and random ids wherever an id is given. */
export class AccessRun {
  cells = 0;
  readonly cellsByOutcome: Record<string, number> = {};
  ownIds = 0;
  /** Comparisons of an answer about somebody else's thing with one about nothing. */
  pairs = 0;
  requests = 0;
  readonly failures: string[] = [];
  private readonly refused = new Map<string, string>();

  constructor(
    private readonly wire: Wire,
    private readonly callers: Callers,
  ) {}

  /** What cannot be tried is a failure, and the next is tried. */
  async attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(`${what}: ${String(error)}`);
    }
  }

  /** The matrix for one row of the table. @param entry how the route is asked in good order; undefined for pages */
  async row(route: string, access: readonly string[], entry: Entry | undefined, world: World): Promise<void> {
    const accepted = await entry?.prepare(world);
    for (const caller of CALLERS) {
      const expected = expectedOutcome(access, caller);
      const answer = await this.askAs(caller, route, expected, entry, accepted);
      const outcome = outcomeOf(answer);
      this.cells += 1;
      this.cellsByOutcome[outcome] = (this.cellsByOutcome[outcome] ?? 0) + 1;
      const isRight = outcome === expected && (expected === 'let in' ? answer.status < 500 : true);
      if (!isRight) this.failures.push(`${route} as ${caller}: ${answer.status} ${outcome}, not ${expected}`);
      if (expected === 'let in' || entry === undefined || accepted === undefined) continue;
      await this.tellsNothing(caller, entry, accepted);
    }
  }

  /** Own, somebody else's and nobody's ids, for everybody who owns things of that kind. */
  async ids(entry: Entry, mine: World, theirs: World): Promise<void> {
    const { owned } = idFieldsOf(entry.route);
    if (owned.length === 0) return;
    for (const i of (await entry.prepare(mine)).by.keys()) await this.idsAs(entry, mine, theirs, i, owned);
  }

  /** No event came from what was refused. */
  async checkLog(databaseUrl: string): Promise<void> {
    const found = await eventsOfRequests(databaseUrl, (id) => this.refused.has(id));
    for (const [id, types] of found)
      this.failures.push(`${this.refused.get(id) ?? ''}: left ${types.join(', ')}`);
  }

  private async idsAs(
    entry: Entry,
    mine: World,
    theirs: World,
    who: number,
    owned: readonly IdField[],
  ): Promise<void> {
    const own = await entry.prepare(mine);
    const by = own.by[who];
    if (by === undefined) return;
    const isOwner = OWNING_ROLES.includes(by.role);
    const other = isOwner ? await entry.prepare(theirs) : own;
    for (const field of owned) {
      const [ownId, otherId] = [idIn(own, field), idIn(other, field)];
      if (ownId === undefined || otherId === undefined) continue;
      const what = `${entry.route.name} as ${by.role}, ${field.in} ${field.name}`;
      const random = await this.send(entry, own, { ...withId(own, field, randomUUID()), by }, what);
      if (!isOwner) continue;
      if (ownId === otherId) {
        this.failures.push(`${what}: the two worlds have the same thing`);
        continue;
      }
      const about = await this.send(entry, own, { ...withId(own, field, otherId), by }, what);
      this.compare(what, [about, otherId], random);
      if (about.answer.status < 400 && !ACCEPTED_FOR_ANY_ID.has(entry.route.name))
        this.failures.push(`${what}: somebody else's is shown\n    ${about.curl}`);
    }
    const accepted = await this.send(entry, own, { by }, null);
    this.ownIds += 1;
    if (!entry.statuses.includes(accepted.answer.status)) {
      const { status, text } = accepted.answer;
      this.failures.push(
        `${entry.route.name} as ${by.role}: one's own is refused: ${status} ${text}\n    ${accepted.curl}`,
      );
    }
  }

  /** Somebody who may not call a route is not told by it whether a thing exists. */
  private async tellsNothing(caller: Caller, entry: Entry, accepted: Accepted): Promise<void> {
    const { ids = {} } = accepted;
    const paths = entry.route.fields
      .filter((field) => field.in === 'path')
      .map(({ path: [name = ''] }) => name);
    if (paths.length === 0) return;
    const by = caller === 'nobody' ? null : this.callers[caller];
    const what = `${entry.route.name} as ${caller}`;
    const real = await this.send(entry, accepted, { by }, what);
    const nothing = Object.fromEntries(paths.map((name) => [name, randomUUID()]));
    const random = await this.send(entry, accepted, { by, ids: nothing }, what);
    this.compare(what, [real, ...Object.values(ids)], random);
  }

  private compare(what: string, [real, ...ids]: readonly [Sent, ...string[]], random: Sent): void {
    this.pairs += 1;
    const [told, toldOfNothing] = [toldBy(real.answer, ids), toldBy(random.answer, random.ids)];
    if (told !== toldOfNothing) {
      this.failures.push(
        `${what}: answers differ\n    theirs  ${told}\n    nobody's ${toldOfNothing}\n    ${real.curl}`,
      );
    }
  }

  /** As a caller who is let in, about nothing, so that nothing happens; as one who is not, in perfect order. */
  private async askAs(
    caller: Caller,
    route: string,
    expected: Outcome,
    entry: Entry | undefined,
    accepted: Accepted | undefined,
  ): Promise<Answer> {
    const isLogout = route.endsWith('/logout');
    const person = caller === 'nobody' ? null : this.callers[caller];
    const by =
      person !== null && isLogout && expected === 'let in' ? await signIn(this.wire, person) : person;
    if (expected !== 'let in' && entry !== undefined && accepted !== undefined) {
      return (await this.send(entry, accepted, { by }, `${route} as ${caller}`)).answer;
    }
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(/:\w+/g, () => randomUUID()).replace('*', 'swagger-ui.css');
    const body = method === 'GET' ? null : Buffer.from('{"nothing":true}');
    this.requests += 1;
    return this.wire.send({
      ...{ method, path, body },
      headers: {
        ...(by === null ? {} : { authorization: `Bearer ${by.token}` }),
        ...(body === null
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(body.length) }),
      },
    });
  }

  /** @param what is asked, when it has to be refused; null when it may do something */
  private async send(
    entry: Entry,
    accepted: Accepted,
    differing: Differing,
    what: string | null,
  ): Promise<Sent> {
    const requestId = randomUUID();
    const request = wireRequest(entry, accepted, { ...differing, requestId });
    this.requests += 1;
    const answer = await this.wire.send(request);
    if (what !== null && answer.status >= 400) this.refused.set(requestId, what);
    return { answer, curl: curlOf(this.wire.url, request), ids: Object.values(differing.ids ?? {}) };
  }
}

interface Sent {
  readonly answer: Answer;
  readonly curl: string;
  /** That were given in the place of others. */
  readonly ids: readonly string[];
}

/** The name of a route in docs/access.md. */
export const rowNameOf = ({ route }: Entry): string => route.name.replace(/\{(\w+)\}/g, ':$1');

/** Every row of the table. */
export const ACCESS_TABLE = documentedAccess();
