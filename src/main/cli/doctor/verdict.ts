/** What a check has found. */
export interface Verdict {
  readonly check: string;
  /** `note`: worth knowing, nothing to mend. */
  readonly verdict: 'ok' | 'note' | 'wrong';
  readonly says: string;
  /** What to do about it; null when there is nothing. */
  readonly todo: string | null;
}

export const ok = (check: string, says: string): Verdict => ({ check, verdict: 'ok', says, todo: null });

export const note = (check: string, says: string, todo: string | null = null): Verdict => ({
  ...{ check, verdict: 'note', says, todo },
});

export const wrong = (check: string, says: string, todo: string): Verdict => ({
  ...{ check, verdict: 'wrong', says, todo },
});
