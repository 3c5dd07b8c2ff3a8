/** One thing that a process needs in order to serve. */
export interface ReadinessCheck {
  readonly name: string;
  /** @throws or gives false when it is not there */
  readonly check: () => Promise<boolean>;
}

/** Whether this process can serve. */
export class Readiness {
  constructor(private readonly checks: readonly ReadinessCheck[]) {}

  /** Names of the checks that failed. */
  async failedChecks(): Promise<readonly string[]> {
    const results = await Promise.all(
      this.checks.map(({ name, check }) =>
        check().then(
          (ok) => ({ name, ok }),
          () => ({ name, ok: false }),
        ),
      ),
    );
    return results.filter(({ ok }) => !ok).map(({ name }) => name);
  }
}
