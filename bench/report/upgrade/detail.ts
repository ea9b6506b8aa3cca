/** How much of a comparison the page shows; all of it is in `upgrade.json`. */
export interface Detail {
  /** Changes that are shown, largest first. */
  readonly changes: number;
  /** Changes whose plans are shown side by side. */
  readonly planPairs: number;
  /** Whether plans equal on all versions are listed, or only counted. */
  readonly equalPlans: boolean;
  /** Whether all ratios are listed, or only those whose intervals are apart. */
  readonly allRatios: boolean;
  readonly medians: boolean;
}

const EVERYTHING: Detail = {
  changes: Number.POSITIVE_INFINITY,
  planPairs: Number.POSITIVE_INFINITY,
  equalPlans: true,
  allRatios: true,
  medians: true,
};

/** From all to little. */
export const DETAILS: readonly Detail[] = [
  EVERYTHING,
  { ...EVERYTHING, planPairs: 100 },
  { ...EVERYTHING, planPairs: 60, equalPlans: false, medians: false },
  { changes: 400, planPairs: 40, equalPlans: false, allRatios: false, medians: false },
  { changes: 100, planPairs: 20, equalPlans: false, allRatios: false, medians: false },
];
