/** One thing `rlsbench doctor` looked at. */
export interface Finding {
  readonly subject: string;
  /** `missing` keeps the main job from running; `limited` makes it wider or skips something. */
  readonly status: 'ok' | 'limited' | 'missing';
  readonly detail: string;
  /** How to get what is missing; absent where nothing is. */
  readonly remedy?: string;
}
