import { z } from 'zod'
import { count } from '../format.ts'

/**
 * How much of the tissue of a finished run has a result. Only `complete` lets a run without marked
 * patches be read as “nothing found”.
 */
export const Outcome = z.enum(['complete', 'partial', 'unreadable', 'noTissue'])
export type Outcome = z.infer<typeof Outcome>

/** Outcomes that a reviewer must acknowledge by name to sign. */
export const Acknowledged = Outcome.exclude(['complete'])
export type Acknowledged = z.infer<typeof Acknowledged>

/** Each outcome as a short label. */
export const outcomeTitles: Record<Acknowledged, string> = {
  noTissue: 'No tissue found',
  unreadable: 'Tissue unreadable',
  partial: 'Partly unreadable'
}

/** The tissue of a run, in mm² (contract/runs/run.ts). */
interface TissueAreas {
  foundMm2: number | null
  sparseMm2: number | null
  unreadableMm2: number
}

/** Three significant digits, without trailing zeros. */
const mm2 = (area: number): string => `${Number(area.toPrecision(3))} mm²`

/**
 * Says how much tissue has no result, and why, for every place that states a result; null if all of
 * it has one. Does not count tissue in patches still to be analysed.
 */
export function leftOutOf({ foundMm2, sparseMm2, unreadableMm2 }: TissueAreas): string | null {
  const parts = [
    sparseMm2 !== null &&
      sparseMm2 > 0 &&
      `${mm2(sparseMm2)} of ${foundMm2 === null ? '' : `${mm2(foundMm2)} `}tissue (patches with too little tissue)`,
    unreadableMm2 > 0 && `${mm2(unreadableMm2)} of unreadable patches`
  ].filter(part => part !== false)
  return parts.length === 0 ? null : parts.join(', and ')
}

interface Counts {
  /** Patches to analyse, and patches with a prediction. */
  planned: number
  patches: number
}

/** Returns the outcome of a run that is done. */
export function outcomeOf({ planned, patches }: Counts): Outcome {
  if (planned === 0) return 'noTissue'
  if (patches === 0) return 'unreadable'
  return patches < planned ? 'partial' : 'complete'
}

/** Whether a run ended without a single prediction, so that it has no counts or areas to state. */
export const isNothing = (outcome: Outcome | null): boolean =>
  outcome === 'noTissue' || outcome === 'unreadable'

/** Returns the outcome if a reviewer must acknowledge it; null for a complete or unfinished run. */
export const incompleteOf = ({ outcome }: { outcome: Outcome | null }): Acknowledged | null =>
  outcome === 'complete' ? null : outcome

/**
 * Says in one sentence what a run lacks, for a list of such sentences; null if it lacks nothing.
 */
export function lackOf(run: Counts & { outcome: Outcome | null }): string | null {
  const lost = run.planned - run.patches
  switch (run.outcome) {
    case 'noTissue':
      return 'nothing was analysed, because no tissue was found'
    case 'unreadable':
      return `nothing was analysed, because none of the ${count(run.planned)} patches with tissue could be read`
    case 'partial':
      return `${count(lost)} of ${count(run.planned)} patches with tissue could not be read and have no result`
    default:
      return null
  }
}

/** Says what a run lacks, what that means, and what to do; null if it lacks nothing. */
export function outcomeWarning(
  run: Counts & { outcome: Outcome | null; parameters: { tissueThreshold: number | null } }
): string | null {
  const lack = lackOf(run)
  if (lack === null) return null
  const sentence = `${lack[0]!.toUpperCase()}${lack.slice(1)}.`
  if (run.outcome === 'partial')
    return `${sentence} Copy the slide again from its source, then analyse it again.`
  const remedy =
    run.outcome === 'unreadable'
      ? 'Copy the slide again from its source, then analyse it again.'
      : run.parameters.tissueThreshold === null
        ? 'Check the slide.'
        : `Check the slide. If it has tissue, analyse it again with a minimum tissue score below ${run.parameters.tissueThreshold}.`
  return `${sentence} This is not a negative result. ${remedy}`
}
