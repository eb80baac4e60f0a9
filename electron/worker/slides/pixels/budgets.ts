/**
 * Pixels that may be decoded for one picture of a slide. Where a level has more, samples of it are
 * decoded.
 */
export const budgets = {
  /** A tile of the viewer, a thumbnail, a figure of a report: about a second. */
  shown: 64_000_000,
  /** The check on opening that a slide is H&E in colour. */
  preview: 16_000_000,
  /** A place that is compared between two levels. */
  compared: 1_000_000,
  /** Detection of tissue. A slide of 45,000 × 45,000 pixels without smaller levels has more. */
  tissue: 2_000_000_000,
  /** A label or macro image, which is decoded as a whole. */
  associated: 50_000_000
} as const
