import type { FieldFigures } from '../../calibration/slide-calibration.ts'
import { count, figure, table } from '../../output/markdown.ts'
import type { PaperSystemName } from '../../recipes/systems.ts'
import { type Published, published } from '../records/paper.ts'
import { type Contender, contenders, type Run } from '../records/run.ts'
import { runsOf, slideOf, slidesOf, spread, spreadOf, titleOf, wordsOf } from '../records/summary.ts'
import type { WholeSlides } from '../records/whole-slides.ts'

const paperOf = (contender: Contender): Published | null =>
  contender in published ? published[contender as PaperSystemName] : null

const distinct = (texts: string[]) => [...new Set(texts)].join('; ')

/** Results under the paper's protocol, next to the paper's Table I. */
export function tableOne(runs: Run[]): string {
  const rows = contenders.map(contender => {
    const own = runsOf(runs, contender, 'paper')
    const paper = paperOf(contender)
    const mean = (of: (run: Run) => number | null) =>
      spread(spreadOf(own.map(of).filter(value => value !== null)))
    return [
      titleOf(contender),
      `${paper?.accuracy.toFixed(2) ?? '–'} / ${paper?.f1.toFixed(2) ?? '–'}`,
      mean(run => run.figures.accuracy),
      mean(run => run.figures.precision),
      mean(run => run.figures.recall),
      mean(run => run.figures.f1),
      mean(run => run.figures.auc),
      String(own.length),
      distinct(own.map(wordsOf)) || 'not run yet'
    ]
  })
  return table(
    ['network', 'paper: accuracy / F1', 'accuracy', 'precision', 'recall', 'F1', 'AUC', 'seeds', 'ours'],
    rows
  )
}

/**
 * Results with one complete slide left out, which matter most to a pathologist: balanced accuracy
 * and AUC of each slide, as means over seeds.
 */
export function tableOfSlides(runs: Run[]): string {
  const slides = slidesOf(runs)
  const rows = contenders.map(contender => {
    const own = runsOf(runs, contender, 'slides').filter(run => run.figures.perPatient.length === 1)
    const cells = slides.map(slide => {
      const here = own.filter(run => slideOf(run) === slide)
      return {
        balanced: spreadOf(here.map(({ figures }) => figures.balancedAccuracy))?.mean,
        auc: spreadOf(here.map(({ figures }) => figures.auc ?? Number.NaN))?.mean,
        ece: spreadOf(here.map(({ figures }) => figures.ece))?.mean
      }
    })
    const overall = (of: (cell: (typeof cells)[number]) => number | undefined) => {
      const values = cells.map(of)
      return values.some(value => value === undefined) ? null : (spreadOf(values as number[])?.mean ?? null)
    }
    return [
      titleOf(contender),
      ...cells.map(({ balanced, auc }) => `${figure(balanced)} / ${figure(auc)}`),
      `${figure(overall(cell => cell.balanced))} / ${figure(overall(cell => cell.auc))}`,
      figure(overall(cell => cell.ece)),
      distinct(own.map(({ seed }) => String(seed)).sort()) || '–',
      distinct(own.map(wordsOf)) || 'not run yet'
    ]
  })
  return table(['network', ...slides, 'mean', 'mean ECE', 'seeds', 'ours'], rows)
}

export function tableOfWholeSlides({ figures }: WholeSlides): string {
  const mean = (of: (slide: FieldFigures) => number) => figure(spreadOf(figures.map(of))?.mean)
  const rows = figures.map(({ slide, threshold, balancedAccuracy, auc, ece }) => [
    slide,
    threshold.toFixed(2),
    figure(balancedAccuracy),
    figure(auc),
    figure(ece)
  ])
  const last = [
    'mean',
    '',
    mean(slide => slide.balancedAccuracy),
    mean(slide => slide.auc),
    mean(slide => slide.ece)
  ]
  return table(['left out', 'threshold', 'balanced accuracy', 'AUC', 'ECE'], [...rows, last])
}

/** Size and training speed of each network. */
export function tableOfSizes(runs: Run[]): string {
  const rows = contenders.map(contender => {
    const own = runs.filter(({ system }) => system === contender)
    const speeds = own.flatMap(({ epochs }) => epochs.map(({ patchesPerSecond }) => patchesPerSecond))
    const megabytes = (bytes: number) =>
      bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
    return [
      titleOf(contender),
      distinct(own.map(({ parameters }) => count(parameters))) || '–',
      distinct(own.map(({ bytes }) => megabytes(bytes))) || '–',
      speeds.length === 0 ? '–' : Math.max(...speeds).toFixed(0)
    ]
  })
  return table(['network', 'parameters', 'weights', 'trained, patches/s (fastest epoch)'], rows)
}
