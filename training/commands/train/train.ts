import { join } from 'node:path'
import type { Command } from '../../../terminal/command.ts'
import { type Exit, exits } from '../../../terminal/exit.ts'
import { type Output, say } from '../../../terminal/output.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { namesOf, requiredWordOf, textOf, usage, type Values } from '../../../terminal/values.ts'
import { protocolNames } from '../../data/protocol.ts'
import type { EvaluationRecord } from '../../export/evaluation-record.ts'
import { train } from '../../pipeline/train.ts'
import { systemNames } from '../../recipes/systems.ts'
import type { Progress } from '../../trainer/trainer.ts'
import { folderOf, options, seedOf } from '../options.ts'
import { trainingFolder } from '../outputs.ts'
import { sayBroken, sayFindings } from '../patches.ts'
import { expectReadBy } from './contradictions.ts'
import { runFolds } from './cross-validate.ts'
import { trainFrom } from './fine-tune.ts'
import { givenRecipe, recipeOptions } from './recipe.ts'
import { teachersOf } from './teaching.ts'

export const trainCommand: Command = {
  name: 'train',
  synopsis: `(--system NAME --protocol ${protocolNames.join('|')} | --system NAME --folds N | --from MODEL [--judge DIR]) --patches DIR [--seed N] [--out DIR] [--resume]`,
  summary: trainingSummaries.train,
  options: options(
    'system',
    'from',
    'judge',
    'patches',
    'protocol',
    'seed',
    'out',
    'resume',
    'test',
    'validation',
    'fold',
    'folds',
    ...recipeOptions,
    'teacher',
    'share',
    'source',
    'title',
    'release',
    'json'
  ),
  async run({ values, output }) {
    if (values.folds !== undefined) return runFolds(values, output, show)
    if (values.from !== undefined) return runFrom(values, output)
    const system = requiredWordOf(values, 'system', systemNames)
    const protocol = requiredWordOf(values, 'protocol', protocolNames)
    expectReadBy(protocol, values)
    if (values.judge !== undefined) throw usage('--judge works only with --from. Omit it, or give a parent.')
    const seed = seedOf(values)
    const source = textOf(values, 'source')
    const fold = textOf(values, 'fold')
    const title = textOf(values, 'title')
    const release = textOf(values, 'release')
    const teaching = await teachersOf(values, system)
    const record = await train({
      system,
      protocol,
      seed,
      patches: folderOf(values, 'patches'),
      out: await trainingFolder(values, join('trained', `${system}-${protocol}-${seed}`)),
      test: namesOf(values, 'test'),
      validation: namesOf(values, 'validation'),
      resume: values.resume === true,
      recipe: givenRecipe(values, system, protocol),
      ...(source ? { source } : {}),
      ...(fold ? { fold } : {}),
      ...(title ? { title } : {}),
      ...(release ? { release } : {}),
      ...(teaching ? { teaching } : {}),
      onProgress: show,
      onTaught: (done, total) => say(`teachers: ${done} of ${total} turns`)
    })
    tell(record)
    await output.answer({ ...(record.test ?? record.validation ?? record.all), protocol: record.protocol })
    return exits.done
  }
}

async function runFrom(values: Values, output: Output): Promise<Exit> {
  const { record, comparison } = await trainFrom(values, show)
  sayBroken(record.all.broken)
  sayFindings(record.folder)
  await output.answer(comparison)
  return exits.done
}

function show({ epoch, epochs, loss, score, patchesPerSecond, remainingSeconds }: Progress): void {
  const judged = score === null ? '' : `, validation AUC ${score.toFixed(4)}`
  const rate = `${patchesPerSecond.toFixed(0)} patches/s, ${Math.ceil(remainingSeconds)} s left`
  say(`epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}${judged}, ${rate}`)
}

function tell({ all, folder, leakedPatients }: EvaluationRecord): void {
  sayBroken(all.broken)
  sayFindings(folder)
  if (leakedPatients.length === 0) return
  say(
    `${leakedPatients.length === 1 ? '1 patient is' : `${leakedPatients.length} patients are`} on more than one side (${leakedPatients.join(', ')}). These figures say nothing about new patients.`
  )
}
