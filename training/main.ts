/** The training room’s own terminal: `train`, `evaluate` and `card`; see `usage`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DuctalError, failureOf } from '../contract/errors.ts'
import { recurrentDefaults, type Tokenisation } from '../electron/engine/models/recurrent.ts'
import { evaluate } from './evaluate.ts'
import type { Progress } from './loop/trainer.ts'
import { protocolNames } from './protocols/protocol.ts'
import { renewCard } from './ship/renew.ts'
import { type SystemName, systemNames, systems } from './systems.ts'
import { train } from './train.ts'

const usage = `node training/main.ts train --system ${systemNames.join('|')} --patches DIR --protocol ${protocolNames.join('|')} --out DIR
    [--seed N] [--resume] [--test PATIENT,…] [--validation PATIENT,…] [--epochs N] [--rate X] [--source TEXT]
    [--tokens pixel|row|N, blocks of N×N pixels, and --units N, for the recurrent ones]
node training/main.ts evaluate --model DIR --patches DIR [--patients PATIENT,…] [--json]
node training/main.ts card --model DIR [--folds DIR,DIR…] [--note TEXT]…`

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
      rate: text,
      tokens: text,
      units: text,
      source: text,
      resume: flag
    }
  })
  const system = oneOf(systemNames, values.system, '--system')
  const record = await train({
    system,
    protocol: oneOf(protocolNames, values.protocol, '--protocol'),
    patches: folderOf(values.patches, '--patches'),
    out: folderOf(values.out, '--out'),
    seed: wholeNumber(values.seed ?? '1', '--seed'),
    test: names(values.test),
    validation: names(values.validation),
    resume: values.resume,
    ...(values.source ? { source: values.source } : {}),
    recipe: {
      ...(values.epochs ? { epochs: wholeNumber(values.epochs, '--epochs') } : {}),
      ...(values.rate ? { rate: positiveNumber(values.rate, '--rate') } : {}),
      ...(values.tokens ? { tokens: tokenisation(values.tokens, system) } : {}),
      ...(values.units ? { units: unitsOf(values.units, system) } : {})
    },
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

/** Writes the card of a model's folder anew, with trainings that left one slide out each, and with notes. */
async function runCard(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { model: text, folds: text, note: { type: 'string', multiple: true } }
  })
  const model = folderOf(values.model, '--model')
  await renewCard(model, { folds: names(values.folds), notes: values.note ?? [] })
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

function positiveNumber(value: string, option: string): number {
  const number = Number(value)
  if (!(number > 0 && number < Number.POSITIVE_INFINITY))
    throw new DuctalError('usage', `${option} takes a positive number, not ${value}.\n${usage}`)
  return number
}

/** Only a recurrent network reads a sequence. */
function expectSequence(system: SystemName, option: string): void {
  if (systems[system].needs !== 'recurrence')
    throw new DuctalError(
      'usage',
      `${option} is for recurrent networks, and ${system} reads no sequence.\n${usage}`
    )
}

function unitsOf(value: string, system: SystemName): number {
  expectSequence(system, '--units')
  return positiveNumber(String(wholeNumber(value, '--units')), '--units')
}

/** Blocks must divide a patch. */
function tokenisation(value: string, system: SystemName): Tokenisation {
  expectSequence(system, '--tokens')
  if (value === 'pixel' || value === 'row') return value
  const block = wholeNumber(value, '--tokens')
  if (block === 0 || recurrentDefaults.patch % block !== 0)
    throw new DuctalError(
      'usage',
      `--tokens takes pixel, row or a divisor of ${recurrentDefaults.patch}, not ${value}.\n${usage}`
    )
  return { block }
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
