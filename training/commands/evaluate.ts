import { availableParallelism } from 'node:os'
import { documentOf, fullDocumentOf } from '../../evaluation/document.ts'
import { evaluate, type FolderEvaluation } from '../../evaluation/evaluate.ts'
import type { Command } from '../../terminal/command.ts'
import { exits } from '../../terminal/exit.ts'
import { say } from '../../terminal/output.ts'
import { trainingSummaries } from '../../terminal/training-commands.ts'
import { namesOf } from '../../terminal/values.ts'
import { figure } from '../output/markdown.ts'
import { modelOf } from './model.ts'
import { folderOf, options } from './options.ts'
import { sayBroken, sayFindings } from './patches.ts'

export const evaluateCommand: Command = {
  name: 'evaluate',
  synopsis: '--model NAME|DIR --patches DIR [--patients PATIENT,…] [--json [--full]]',
  summary: trainingSummaries.evaluate,
  options: options('model', 'patches', 'patients', 'json', 'full'),
  async run({ values, output }) {
    const evaluation = await evaluate({
      model: await modelOf(values),
      patches: folderOf(values, 'patches'),
      patients: namesOf(values, 'patients'),
      threads: availableParallelism(),
      signal: interrupted(),
      onProgress: progress()
    })
    sayBroken(evaluation.broken)
    sayFindings(evaluation.folder)
    const document = values.full === true ? fullDocumentOf(evaluation) : documentOf(evaluation)
    await output.answer(document, () => summaryOf(evaluation))
    return exits.done
  }
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
  const patients = of.perPatient.map(
    ({ patient, negative, positive, accuracy, balancedAccuracy, auc }) =>
      `  ${patient.padEnd(8)}${String(negative).padStart(6)}${String(positive).padStart(6)}  accuracy ${figure(accuracy)}, balanced ${figure(balancedAccuracy)}, AUC ${figure(auc)}`
  )
  return `${of.model} ${of.version} on ${of.engine}: ${of.patches} patches of ${of.patients} patients, threshold ${of.threshold}
accuracy ${figure(of.accuracy)}, precision ${figure(of.precision)}, recall ${figure(of.recall)}, F1 ${figure(of.f1)} (weighted by class)
balanced accuracy ${figure(of.balancedAccuracy)}, AUC ${figure(of.auc)}, average precision ${figure(of.averagePrecision)}
ECE ${figure(of.ece)}, Brier ${figure(of.brier)}
${of.quality.flagged} of ${of.patches} patches flagged by the quality check (${kindsOf(of.quality)}); still counted
negative patches: ${tn} correct, ${fp} wrong; positive patches: ${tp} correct, ${fn} missed
by patient (negative and positive patches):
${patients.join('\n')}
`
}
