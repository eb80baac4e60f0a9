/** What the person chose of a report. */
export interface Pictures {
  /** Pictures of so many regions, the largest ones; null: of all. */
  most: number | null
}
