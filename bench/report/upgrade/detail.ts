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

/** More changes, or more plans side by side, never fit: so they need not be tried. */
const MOST: Detail = {
  changes: 1_500,
  planPairs: 300,
  equalPlans: true,
  allRatios: true,
  medians: true,
};

/** From most to little. */
export const DETAILS: readonly Detail[] = [
  MOST,
  { ...MOST, planPairs: 100 },
  { ...MOST, planPairs: 60, equalPlans: false, medians: false },
  { changes: 400, planPairs: 40, equalPlans: false, allRatios: false, medians: false },
  { changes: 100, planPairs: 20, equalPlans: false, allRatios: false, medians: false },
];
