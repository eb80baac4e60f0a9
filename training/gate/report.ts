import type { Rate, Thresholds } from './rates.ts'

/** How often a gate flags what. */
export interface GateReport extends Thresholds {
  seed: number
  /** Of each trial one patch in so many; the real ones all. */
  every: number
  patients: number
  /** Whether the patients that were judged had been fitted on: null where nobody can know. */
  heldOut: boolean | null
  rates: Rate[]
}
