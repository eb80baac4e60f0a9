import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openEngine } from '../../engine/engine.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import { leftOutBy } from '../calibration/renew-slide-calibration.ts'
import type { FieldFigures } from '../calibration/slide-calibration.ts'
import { leaveOneOut } from '../calibration/slide-calibration.ts'
import { writeText } from '../export/evaluation-record.ts'
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
export async function readWholeSlides(): Promise<WholeSlides | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export async function judgeWholeSlides(folds: string[], patches: string): Promise<void> {
  const [first = ''] = (await readFile(join(folds[0] ?? '', 'training.jsonl'), 'utf8')).split('\n', 1)
  const { system, seed } = JSON.parse(first) as { system: string; seed: number }
  const [set, engine] = [await loadPatches(patches), await openEngine('cpu')]
  const figures = leaveOneOut(await leftOutBy(folds, set, engine))
  await writeText(file, `${JSON.stringify({ system, seed, figures } satisfies WholeSlides, null, 1)}\n`)
}
