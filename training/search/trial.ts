import { mkdir } from 'node:fs/promises'
import { failureOf } from '../../contract/errors.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { areasWithin } from '../../evaluation/metrics/figures.ts'
import { areaUnderCurve } from '../../evaluation/metrics/ranking.ts'
import { channelStatistics } from '../data/statistics.ts'
import type { Recipe } from '../loop/recipe.ts'
import { scorePatches } from '../loop/score.ts'
import { type Progress, trainNetwork } from '../loop/trainer.ts'
import type { Split } from '../protocols/split.ts'
import { type SystemName, systems } from '../systems.ts'

export interface Trial {
  system: SystemName
  set: PatchSet
  split: Split
  recipe: Recipe
  seed: number
  /** Its checkpoint lies there, from which it goes on. */
  folder: string
  /** Threads for a recurrent network; absent: this one. */
  threads?: number
  onProgress?: (progress: Progress) => void
}

/** What one training said of a candidate. */
export interface Verdict {
  /** AUC within each slide that was left out and can be judged. */
  areas: Record<string, number>
  /** AUC of all patches left out, whatever their slide; null where one class is missing. */
  auc: number | null
  /** Why there is no figure. */
  failure: string | null
}

/** Trains one candidate without one group, and judges it there. A loss that is no number is a verdict. Throws whatever else goes wrong. */
export async function judgeTrial(trial: Trial): Promise<Verdict> {
  const { system, set, split, recipe, seed, folder, threads, onProgress } = trial
  const { build, needs } = systems[system]
  await mkdir(folder, { recursive: true })
  const normalisation = channelStatistics(set, split.train)
  const model = build(seed, recipe)
  try {
    await trainNetwork({
      model,
      set,
      // Judged once, at its end: the best of several epochs would flatter it.
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

/** Mean AUC within slides over all groups; without such slides the mean of the groups' own; null where a training failed. */
export function scoreOf(verdicts: Verdict[]): number | null {
  if (verdicts.some(({ failure }) => failure !== null)) return null
  const within = verdicts.flatMap(({ areas }) => Object.values(areas))
  const areas = within.length > 0 ? within : verdicts.flatMap(({ auc }) => (auc === null ? [] : [auc]))
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length
}
