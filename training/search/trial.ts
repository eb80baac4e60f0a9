import { failureOf } from '../../contract/errors.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { areasWithin } from '../../evaluation/metrics/figures.ts'
import { areaUnderCurve } from '../../evaluation/metrics/ranking.ts'
import { channelStatistics } from '../data/normalisation.ts'
import type { Split } from '../data/split.ts'
import { makeFolder } from '../output/folder.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { type SystemName, systems } from '../recipes/systems.ts'
import { scorePatches } from '../trainer/predict.ts'
import { type Progress, trainNetwork } from '../trainer/trainer.ts'

export interface Trial {
  system: SystemName
  set: PatchSet
  split: Split
  recipe: Recipe
  seed: number
  /** Folder of its checkpoint, from which it resumes. */
  folder: string
  /** Number of threads for a recurrent network. Absent: this thread alone. */
  threads?: number
  onProgress?: (progress: Progress) => void
}

/** Result of one training of a candidate. */
export interface Verdict {
  /** AUC within each left-out slide that is suitable for scoring. */
  areas: Record<string, number>
  /** AUC of all left-out patches, across slides; null if one class is missing. */
  auc: number | null
  /** Why there is no figure. */
  failure: string | null
}

/**
 * Trains one candidate without one group and scores it on that group. A training that diverges is a
 * result. Throws all other errors.
 */
export async function judgeTrial(trial: Trial): Promise<Verdict> {
  const { system, set, split, recipe, seed, folder, threads, onProgress } = trial
  const { build, needs } = systems[system]
  await makeFolder(folder)
  const normalisation = channelStatistics(set, split.train)
  const model = build(seed, recipe)
  try {
    await trainNetwork({
      model,
      set,
      // Score the candidate once, at the end: the best of several epochs would flatter it.
      split: { ...split, validation: new Uint32Array(0) },
      normalisation,
      recipe,
      seed,
      system,
      protocol: 'search',
      folder,
      resume: true,
      ...(threads && needs === 'recurrence' ? { threads } : {}),
      ...(onProgress ? { onProgress } : {})
    })
    const scores = await scorePatches(model, set, split.validation, normalisation)
    const classes = split.validation.map(index => set.classes[index] as number)
    const auc = areaUnderCurve(scores, classes)
    return {
      areas: Object.fromEntries(areasWithin(set, split.validation, scores)),
      auc: Number.isNaN(auc) ? null : auc,
      failure: null
    }
  } catch (error) {
    const { code, message } = failureOf(error)
    if (code !== 'training/diverged') throw error
    return { areas: {}, auc: null, failure: message }
  } finally {
    model.dispose()
  }
}

/**
 * Mean AUC within slides over all groups. Without such slides, the mean of the groups' own AUC.
 * Null if a training failed.
 */
export function scoreOf(verdicts: Verdict[]): number | null {
  if (verdicts.some(({ failure }) => failure !== null)) return null
  const within = verdicts.flatMap(({ areas }) => Object.values(areas))
  const areas = within.length > 0 ? within : verdicts.flatMap(({ auc }) => (auc === null ? [] : [auc]))
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length
}
