import { join } from 'node:path'
import { type ModelSpec, parseSpec } from '../../../engine/model-folder/spec.ts'
import type { Evaluation } from '../../../evaluation/evaluate.ts'
import { readJsonIfThere } from '../../output/files.ts'
import { table } from '../../output/markdown.ts'
import { benchmarkText, readBenchmark } from './benchmark.ts'

const folder = join(import.meta.dirname, '../../..', 'models', 'ductal')

/** Returns the section about the default model; null without figures of unseen slides. */
export async function readDefaultModel(): Promise<string | null> {
  const slides = await readJsonIfThere<Evaluation[]>(join(folder, 'cross-validation.json'))
  if (!slides || slides.length === 0) return null
  const found = await readBenchmark(folder)
  return [
    defaultModel(await parseSpec(folder), slides),
    ...(found ? [`## Compared with the published figures\n${benchmarkText(found).trimEnd()}`] : [])
  ].join('\n\n')
}

/** Starts with a paragraph for pathologists: misses, false alarms, and the patients behind them. */
export function defaultModel(spec: ModelSpec, slides: Evaluation[]): string {
  const mean = (of: (slide: Evaluation) => number) =>
    slides.reduce((sum, slide) => sum + of(slide), 0) / slides.length
  const missed = mean(({ confusion }) => confusion[1][0] / (confusion[1][0] + confusion[1][1]))
  const alarms = mean(({ confusion }) => confusion[0][1] / (confusion[0][0] + confusion[0][1]))
  const percent = (share: number) => `${(100 * share).toFixed(0)} of 100`
  const rows = slides.map(({ perPatient, confusion, balancedAccuracy, auc, ece }) => [
    perPatient.map(({ patient }) => patient).join(', '),
    percent(confusion[1][0] / (confusion[1][0] + confusion[1][1])),
    percent(confusion[0][1] / (confusion[0][0] + confusion[0][1])),
    balancedAccuracy.toFixed(3),
    auc === null ? '–' : auc.toFixed(3),
    ece.toFixed(3)
  ])
  const notes = (spec.trainingData.notes ?? []).map(note => `- ${note}`).join('\n')
  return `## The default model, ${spec.title} ${spec.version}
**On a slide that it has never seen, ${spec.title} misses ${percent(missed)} patches with carcinoma, and marks ${percent(alarms)} patches without carcinoma.** This is the
mean of ${slides.length} complete slides of ${slides.length} patients. Neither the network nor the calibration that was used here had seen the slide; the threshold
(${spec.threshold}) was chosen on patients that include them. The slides differ, as the table shows: on a new slide, expect more misses or more
false alarms. The labels come from regions drawn at low magnification, and all patients from one data set.

${table(['slide', 'carcinoma missed', 'false alarms', 'balanced accuracy', 'AUC', 'ECE'], rows)}

${notes}`
}
