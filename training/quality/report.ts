import type { Rate, Thresholds } from './rates.ts'

/** How often a quality check flags each trial. */
export interface GateReport extends Thresholds {
  seed: number
  /** Each trial uses one patch in this many; the unaltered patches are all used. */
  every: number
  patients: number
  /** Whether the tested patients were held out from the fit; null if unknown. */
  heldOut: boolean | null
  rates: Rate[]
}
