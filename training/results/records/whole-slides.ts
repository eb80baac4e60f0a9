import { join } from 'node:path'
import { openEngine } from '../../../engine/engine.ts'
import { loadPatches } from '../../../evaluation/data/load.ts'
import { leftOutBy } from '../../calibration/renew-slide-calibration.ts'
import type { FieldFigures } from '../../calibration/slide-calibration.ts'
import { leaveOneOut } from '../../calibration/slide-calibration.ts'
import { readJsonIfThere, readStart, writeJson } from '../../output/files.ts'
import { runsFolder } from './run.ts'

/**
 * Results with slide calibration. Each slide is scored by the network that left it out, and
 * calibrated on the other slides.
 */
export interface WholeSlides {
  system: string
  seed: number
  figures: FieldFigures[]
}

const file = join(runsFolder, '..', 'whole-slides.json')

/** Returns null if these results have not been computed. */
export const readWholeSlides = async (): Promise<WholeSlides | null> =>
  (await readJsonIfThere<WholeSlides>(file)) ?? null

export async function judgeWholeSlides(folds: string[], patches: string): Promise<void> {
  const { system, seed } = await readStart<{ system: string; seed: number }>(folds[0] ?? '')
  const [set, engine] = [await loadPatches(patches), await openEngine('cpu')]
  const figures = leaveOneOut(await leftOutBy(folds, set, engine))
  await writeJson(file, { system, seed, figures } satisfies WholeSlides, 1)
}
