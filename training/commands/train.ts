import { join, resolve } from 'node:path'
import { protocolNames } from '../data/protocol.ts'
import type { EvaluationRecord } from '../export/evaluation-record.ts'
import { train } from '../pipeline/train.ts'
import { systemNames } from '../recipes/systems.ts'
import type { Progress } from '../trainer/trainer.ts'
import { type Command, print, say } from './command.ts'
import { trainFrom } from './fine-tune.ts'
import { flag, folderOf, namesOf, text, textOf, type Values, wholeNumberOf, wordOf } from './options.ts'
import { sayBroken } from './patches.ts'
import { givenRecipe, recipeOptions } from './recipe.ts'

export const trainCommand: Command = {
  name: 'train',
  synopsis: `(--system NAME --protocol ${protocolNames.join('|')} | --from MODEL [--judge DIR]) --patches DIR [--seed N] [--out DIR] [--resume]`,
  summary: 'Train a network on a patch folder and write its model folder.',
  options: {
    system: text,
    from: text,
    judge: text,
    patches: text,
    protocol: text,
    seed: text,
    out: text,
    resume: flag,
    test: text,
    validation: text,
    fold: text,
    ...recipeOptions,
    source: text,
    title: text,
    // The result is always JSON, but --json is accepted.
    json: flag
  },
  async run(values) {
    if (values.from !== undefined) return runFrom(values)
    const system = wordOf(values, 'system', systemNames)
    const protocol = wordOf(values, 'protocol', protocolNames)
    const seed = wholeNumberOf(values, 'seed') ?? 1
    const source = textOf(values, 'source')
    const fold = textOf(values, 'fold')
    const title = textOf(values, 'title')
    const record = await train({
      system,
      protocol,
      seed,
      patches: folderOf(values, 'patches'),
      out: resolve(textOf(values, 'out') ?? join('trained', `${system}-${protocol}-${seed}`)),
      test: namesOf(values, 'test'),
      validation: namesOf(values, 'validation'),
      resume: values.resume === true,
      recipe: givenRecipe(values, system, protocol),
      ...(source ? { source } : {}),
      ...(fold ? { fold } : {}),
      ...(title ? { title } : {}),
      onProgress: show
    })
    tell(record)
    await print({ ...(record.test ?? record.validation ?? record.all), protocol: record.protocol })
  }
}

async function runFrom(values: Values): Promise<void> {
  const { record, comparison } = await trainFrom(values, show)
  sayBroken(record.all.broken)
  await print(comparison)
}

function show({ epoch, epochs, loss, score, patchesPerSecond, remainingSeconds }: Progress): void {
  const judged = score === null ? '' : `, validation AUC ${score.toFixed(4)}`
  const rate = `${patchesPerSecond.toFixed(0)} patches/s, ${Math.ceil(remainingSeconds)} s left`
  say(`epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}${judged}, ${rate}`)
}

function tell({ all, leakedPatients }: EvaluationRecord): void {
  sayBroken(all.broken)
  if (leakedPatients.length === 0) return
  say(
    `${leakedPatients.length === 1 ? '1 patient is' : `${leakedPatients.length} patients are`} on more than one side (${leakedPatients.join(', ')}). These figures say nothing about new patients.`
  )
}
