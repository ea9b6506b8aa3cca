/** What a run tells while it works; the CLI decides how it looks. */
export type RunEvent =
  /** The step being done now; replaces the one before. */
  | { readonly kind: 'doing'; readonly text: string }
  /** Something worth keeping on screen: a warning, a step's outcome, a first estimate. */
  | { readonly kind: 'said'; readonly text: string };

export type OnRunEvent = (event: RunEvent) => void;
