/** Wakes the followers of this process when it has committed something. */
export class CommitSignal {
  private commits = 0;
  private readonly sleepers = new Set<() => void>();

  /** How many commits there were; taken before a read, it tells `sleep` which commits that read may have missed. */
  get count(): number {
    return this.commits;
  }

  committed(): void {
    this.commits += 1;
    for (const wake of [...this.sleepers]) wake();
  }

  /** Resolves when there has been a commit since `count` was taken, after `ms`, or when the signal aborts. */
  async sleep(count: number, ms: number, signal: AbortSignal): Promise<void> {
    if (count !== this.commits || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.sleepers.add(wake);
    });
  }
}
