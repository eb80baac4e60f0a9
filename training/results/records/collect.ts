import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { readSpec } from '../../../engine/model-folder/spec.ts'
import type { ProtocolName } from '../../data/protocol.ts'
import { readRecord } from '../../export/evaluation-record.ts'
import { writeJson } from '../../output/files.ts'
import type { SystemName } from '../../recipes/systems.ts'
import { type Epoch, isLarger, nameOf, type Run, type Side } from './run.ts'

/** First entry of a training's log. */
interface Start {
  system: SystemName
  protocol: ProtocolName
  seed: number
  split: string
  recipe: Run['recipe']
  train: Side
  validation: Side
  test: Side
}

/**
 * Collects the data for docs/results/ from the finished trainings in a folder of model folders.
 * Throws `path/missing`.
 */
export async function collect(folder: string, into: string, intoLarger = into): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(error => {
    throw new DuctalError(
      'path/missing',
      `The folder ${folder} does not exist. Give the folder of the trainings.`,
      {
        cause: error
      }
    )
  })
  const names: string[] = []
  for (const entry of entries) {
    const training = join(folder, entry.name)
    if (!entry.isDirectory() || !existsSync(join(training, 'evaluation.json'))) continue
    const run = await runOf(training)
    if (!run) continue
    names.push(nameOf(run))
    await writeRun(isLarger(run) ? intoLarger : into, run)
  }
  return names
}

export async function writeRun(into: string, run: Run): Promise<void> {
  await mkdir(into, { recursive: true })
  await writeJson(join(into, `${nameOf(run)}.json`), run, 1)
}

/** Undefined if no patient was left out: such a training proves nothing. */
async function runOf(training: string): Promise<Run | undefined> {
  const record = await readRecord(training)
  const lines = (await readFile(join(training, 'training.jsonl'), 'utf8')).trimEnd().split('\n')
  const [start, ...rest] = lines.map(line => JSON.parse(line)) as [Start, ...({ type: string } & Epoch)[]]
  const { parameters, files } = await readSpec(training)
  if (!record.test) return undefined
  const { system, protocol, seed, split, recipe, train, validation, test } = start
  return {
    system,
    protocol,
    split,
    seed,
    recipe,
    parameters,
    bytes: files.slice(1).reduce((sum, { bytes }) => sum + bytes, 0),
    train,
    validation,
    test,
    epochs: rest.filter(({ type }) => type === 'epoch').map(epochOf),
    figures: record.test
  }
}

const epochOf = ({ loss, validation, patchesPerSecond }: Epoch): Epoch => ({
  loss,
  ...(validation ? { validation: { auc: validation.auc, accuracy: validation.accuracy } } : {}),
  patchesPerSecond
})
