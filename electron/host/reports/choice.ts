/** The user's choices for a report. */
export interface Pictures {
  /** Number of regions, largest first, to include images of; null for all. */
  most: number | null
}
