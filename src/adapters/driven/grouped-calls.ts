interface Waiting<Call, Result> {
  readonly call: Call;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupedCallsOptions {
  /** Runs under way at most; 1 by default. */
  readonly atATime?: number;
  /** Calls in one run at most; 128 by default. */
  readonly limit?: number;
}

/**
 * Calls that share their runs: those of one turn of the event loop, and those that come while earlier runs are under
 * way, go together in the next. No call waits for company. A run that fails fails all of its calls.
 */
export class GroupedCalls<Call, Result> {
  private waiting: Waiting<Call, Result>[] = [];
  private underWay = 0;
  private isScheduled = false;
  private readonly atATime: number;
  private readonly limit: number;

  /** @param run gives a result for every call, in their order */
  constructor(
    private readonly run: (calls: readonly Call[]) => Promise<readonly Result[]>,
    { atATime = 1, limit = 128 }: GroupedCallsOptions = {},
  ) {
    this.atATime = atATime;
    this.limit = limit;
  }

  call(call: Call): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled || this.underWay >= this.atATime || this.waiting.length === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.underWay += 1;
      void this.answer(this.waiting.splice(0, this.limit)).finally(() => {
        this.underWay -= 1;
        this.schedule();
      });
      this.schedule();
    });
  }

  private async answer(group: readonly Waiting<Call, Result>[]): Promise<void> {
    try {
      const results = await this.run(group.map(({ call }) => call));
      if (results.length !== group.length) throw new Error('a run has to give a result for every call');
      results.forEach((result, i) => group[i]?.resolve(result));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
