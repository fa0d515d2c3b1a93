/** What may be chosen of a chart's drawing, by the words that the address uses; the first is what goes without saying. */

/** What the band around the mean of a group is: a standard deviation, a standard error, or all from least to greatest. */
export const BANDS = ["std", "stderr", "range"] as const;
export type BandKind = (typeof BANDS)[number];

export const SMOOTHINGS = ["ema", "gaussian"] as const;
export type SmoothingKind = (typeof SMOOTHINGS)[number];
