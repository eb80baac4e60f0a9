/** The training room’s own terminal: `train`, `evaluate` and `card`; see `usage`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DuctalError, failureOf } from '../contract/errors.ts'
import { evaluate } from './evaluate.ts'
import type { Progress } from './loop/trainer.ts'
import { protocolNames } from './protocols/protocol.ts'
import { addFolds } from './ship/folds.ts'
import { systemNames } from './systems.ts'
import { train } from './train.ts'

const usage = `node training/main.ts train --system ${systemNames.join('|')} --patches DIR --protocol ${protocolNames.join('|')} --out DIR
    [--seed N] [--resume] [--test PATIENT,…] [--validation PATIENT,…] [--epochs N] [--source TEXT]
node training/main.ts evaluate --model DIR --patches DIR [--patients PATIENT,…] [--json]
node training/main.ts card --model DIR --folds DIR,DIR…`

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

async function runTrain(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      system: text,
      patches: text,
      protocol: text,
      out: text,
      seed: text,
      test: text,
      validation: text,
      epochs: text,
      source: text,
      resume: flag
    }
  })
  const record = await train({
    system: oneOf(systemNames, values.system, '--system'),
    protocol: oneOf(protocolNames, values.protocol, '--protocol'),
    patches: folderOf(values.patches, '--patches'),
    out: folderOf(values.out, '--out'),
    seed: wholeNumber(values.seed ?? '1', '--seed'),
    test: names(values.test),
    validation: names(values.validation),
    resume: values.resume,
    ...(values.source ? { source: values.source } : {}),
    ...(values.epochs ? { recipe: { epochs: wholeNumber(values.epochs, '--epochs') } } : {}),
    onProgress: show
  })
  print({ ...(record.test ?? record.validation ?? record.all), protocol: record.protocol })
}

async function runEvaluate(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { model: text, patches: text, patients: text, json: flag }
  })
  const evaluation = await evaluate({
    model: folderOf(values.model, '--model'),
    patches: folderOf(values.patches, '--patches'),
    patients: names(values.patients)
  })
  if (values.json) process.stdout.write(`${JSON.stringify(evaluation)}\n`)
  else print(evaluation)
}

/** Takes the figures of trainings with one slide left out each into a model's folder, and writes its card anew. */
async function runCard(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { model: text, folds: text } })
  await addFolds(folderOf(values.model, '--model'), names(values.folds))
}

function show({ epoch, epochs, loss, score, patchesPerSecond, remainingSeconds }: Progress): void {
  const judged = score === null ? '' : `, validation AUC ${score.toFixed(4)}`
  const rate = `${patchesPerSecond.toFixed(0)} patches/s, ${Math.ceil(remainingSeconds)} s left`
  process.stderr.write(`epoch ${epoch}/${epochs}: loss ${loss.toFixed(4)}${judged}, ${rate}\n`)
}

const print = (value: object) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)

const names = (list: string | undefined) => (list ? list.split(',') : [])

function folderOf(value: string | undefined, option: string): string {
  if (!value) throw new DuctalError('usage', `${option} is missing.\n${usage}`)
  return resolve(value)
}

function wholeNumber(value: string, option: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0)
    throw new DuctalError('usage', `${option} takes a whole number, not ${value}.\n${usage}`)
  return number
}

function oneOf<T extends string>(all: readonly T[], value: string | undefined, option: string): T {
  const found = all.find(name => name === value)
  if (!found) throw new DuctalError('usage', `${option} takes ${all.join(', ')}.\n${usage}`)
  return found
}

const commands: Record<string, (args: string[]) => Promise<void>> = {
  train: runTrain,
  evaluate: runEvaluate,
  card: runCard
}
const [command = '', ...args] = process.argv.slice(2)
try {
  const run = commands[command]
  if (!run) throw new DuctalError('usage', usage)
  await run(args)
} catch (error) {
  const { code, message } = failureOf(error)
  if (code === 'internal') console.error(error)
  process.stderr.write(`${code}: ${message}\n`)
  process.exitCode = code === 'usage' ? 2 : 1
}
