import { availableParallelism } from 'node:os'
import type { Interval } from '../../../contract/models/evaluation.ts'
import { documentOf, fullDocumentOf } from '../../../evaluation/document.ts'
import {
  type FolderEvaluation,
  folderEvaluationOf,
  scoreFolder,
  scoreSame
} from '../../../evaluation/evaluate.ts'
import { fewest } from '../../../evaluation/metrics/bootstrap.ts'
import { curvesOf } from '../../../evaluation/metrics/curves.ts'
import { groupByPatient } from '../../../evaluation/metrics/figures.ts'
import type { Place } from '../../../files/place.ts'
import { writeFolder } from '../../../files/write.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { say } from '../../../terminal/output.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { namesOf } from '../../../terminal/values.ts'
import { figure } from '../../output/markdown.ts'
import { scoreExtensions, writeScores } from '../../output/scores.ts'
import { performanceCurves } from '../../results/figures/performance-curves.ts'
import { modelOf } from '../models/model.ts'
import { folderOf, options } from '../options.ts'
import { fileToWrite, folderToWrite } from '../outputs.ts'
import { sayBroken, sayFindings, saySeen } from '../patches.ts'
import { againstOf, againstSummary } from './against.ts'
import { runBenchmark } from './benchmark.ts'

export const evaluateCommand: Command = {
  name: 'evaluate',
  synopsis:
    '--model NAME|DIR --patches DIR [--patients PATIENT,…] [--against NAME|DIR] [--scores FILE [--force]] [--curves DIR] [--benchmark [--keep]] [--json [--full]]',
  summary: trainingSummaries.evaluate,
  options: options(
    'model',
    'patches',
    'patients',
    'against',
    'scores',
    'curves',
    'force',
    'benchmark',
    'keep',
    'json',
    'full'
  ),
  async run({ values, output }) {
    if (values.benchmark === true) return runBenchmark(values, output)
    // Refused before an evaluation that may take minutes.
    const scores = await fileToWrite(values, 'scores', scoreExtensions)
    const curves = await folderToWrite(values, 'curves')
    const asked = {
      model: await modelOf(values),
      patches: folderOf(values, 'patches'),
      patients: namesOf(values, 'patients'),
      threads: availableParallelism(),
      signal: interrupted(),
      onProgress: progress()
    }
    const other = values.against === undefined ? undefined : await modelOf(values, 'against')
    const scored = await scoreFolder(asked)
    const evaluation = folderEvaluationOf(scored)
    sayBroken(evaluation.broken)
    sayFindings(evaluation.folder)
    saySeen(
      scored.spec,
      evaluation.perPatient.map(({ patient }) => patient)
    )
    if (scores) await writeScores(scores, scored)
    if (curves)
      await writeCurves(curves, evaluation, groupByPatient(scored.set, scored.indices, scored.scores))
    const against = other ? againstOf(scored, await scoreSame(scored, other, asked)) : undefined
    const document = values.full === true ? fullDocumentOf(evaluation) : documentOf(evaluation)
    await output.answer(against ? { ...document, against } : document, () =>
      against ? `${summaryOf(evaluation)}${againstSummary(against)}` : summaryOf(evaluation)
    )
    return exits.done
  }
}

async function writeCurves(
  place: Place,
  evaluation: FolderEvaluation,
  patients: Parameters<typeof curvesOf>[0]
): Promise<void> {
  const curves = Object.entries(performanceCurves(evaluation, curvesOf(patients)))
  await writeFolder(
    place,
    curves.map(([name, text]) => [name, [text]])
  )
}

/**
 * Returns a signal that aborts on Ctrl-C and other requests to end. A second request ends the
 * process at once.
 */
function interrupted(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

/** Reports a line every ten seconds; a small folder is finished before the first. */
function progress(): (done: number, total: number) => void {
  let next = Date.now() + pause
  return (done, total) => {
    if (Date.now() < next) return
    next = Date.now() + pause
    say(`${done} of ${total} patches evaluated`)
  }
}

const pause = 10_000

function kindsOf({ byClass, otherScale }: FolderEvaluation['quality']): string {
  const kinds = Object.entries(byClass).filter(([, patches]) => patches > 0)
  const words = kinds.map(([kind, patches]) => `${kind} ${patches}`)
  return (
    [...words, ...(otherScale.length > 0 ? [`different scale: ${otherScale.join(', ')}`] : [])].join(', ') ||
    'none'
  )
}

function summaryOf(of: FolderEvaluation): string {
  const [[tn, fp], [fn, tp]] = of.confusion
  const { intervals } = of
  const patients = of.perPatient.map(
    ({ patient, negative, positive, accuracy, balancedAccuracy, auc }) =>
      `  ${patient.padEnd(8)}${String(negative).padStart(6)}${String(positive).padStart(6)}  accuracy ${figure(accuracy)}, balanced ${figure(balancedAccuracy)}, AUC ${figure(auc)}`
  )
  return `${of.model} ${of.version} on ${of.engine}: ${counted(of.patches, 'patch', 'patches')} of ${counted(of.patients, 'patient', 'patients')}, threshold ${of.threshold}
accuracy ${between(of.accuracy, intervals.accuracy)}, precision ${between(of.precision, intervals.precision)}, recall ${between(of.recall, intervals.recall)}, F1 ${between(of.f1, intervals.f1)} (weighted by class)
balanced accuracy ${between(of.balancedAccuracy, intervals.balancedAccuracy)}, AUC ${between(of.auc, intervals.auc)}, average precision ${between(of.averagePrecision, intervals.averagePrecision)}
ECE ${between(of.ece, intervals.ece)}, Brier ${between(of.brier, intervals.brier)}
of carcinoma: sensitivity ${between(of.perClass[1].recall, intervals.perClass?.[1].recall)}, precision ${between(ofCarcinoma(of, 'precision'), intervals.perClass?.[1].precision)}, F1 ${between(ofCarcinoma(of, 'f1'), intervals.perClass?.[1].f1)}; specificity ${between(of.perClass[0].recall, intervals.perClass?.[0].recall)}
${uncertaintyOf(of)}
${of.quality.flagged} of ${of.patches} patches flagged by the quality check (${kindsOf(of.quality)}); still counted
negative patches: ${tn} correct, ${fp} wrong; positive patches: ${tp} correct, ${fn} missed
by patient (negative and positive patches):
${patients.join('\n')}
`
}

const counted = (count: number, one: string, several: string) => `${count} ${count === 1 ? one : several}`

/** Unknown without positive patches, where the figure itself is 0. */
const ofCarcinoma = ({ perClass: [, positive] }: FolderEvaluation, name: 'precision' | 'f1') =>
  positive.support === 0 ? null : positive[name]

const between = (value: number | null, interval: Interval | undefined) =>
  interval ? `${figure(value)} [${figure(interval[0])}–${figure(interval[1])}]` : figure(value)

/** Says what the brackets are, or why there are none; and what a single class leaves unknown. */
function uncertaintyOf({ patients, perClass: [negative, positive] }: FolderEvaluation): string {
  const intervals =
    patients < fewest
      ? `No intervals: patients are drawn for them, and ${patients === 1 ? '1 is' : `${patients} are`} too few (at least ${fewest}). These figures may be far off for other patients.`
      : 'In brackets: 95 % intervals by bootstrap over patients.'
  const missing = [negative, positive].findIndex(({ support }) => support === 0)
  if (missing < 0) return intervals
  return `${intervals}\nAll patches are ${missing === 0 ? 'positive' : 'negative'}: there is no AUC, and ${missing === 0 ? 'specificity' : 'sensitivity'} is unknown.`
}
