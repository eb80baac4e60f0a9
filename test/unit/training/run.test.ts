import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readSpec } from '../../../electron/engine/spec.ts'
import { evaluate } from '../../../training/evaluate.ts'
import { temporaryFolder, writePatch } from './folder.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const entry = join(root, 'training', 'main.ts')
const shared = process.env.DUCTAL_SHARED_DATA ?? join(root, '..', 'shared', 'data')

async function tinyFolder(): Promise<string> {
  const folder = await temporaryFolder()
  for (const patient of ['1', '2', '3'])
    for (const place of [0, 1]) {
      await writePatch(folder, patient, { x: 1 + 50 * place, y: 1, class: 0 })
      await writePatch(folder, patient, { x: 1 + 50 * place, y: 51, class: 1 })
    }
  return folder
}

const environment = (cache: string) => ({ ...process.env, DUCTAL_CACHE: cache, DUCTAL_TFJS_NODE: '' })

describe('the terminal', () => {
  test('a training that is killed and resumed writes the same model as one that is not', async () => {
    const [patches, whole, broken, cache] = await Promise.all([
      tinyFolder(),
      ...[0, 0, 0].map(temporaryFolder)
    ])
    const args = (out: string) => [
      'train',
      '--system',
      'cnn',
      '--patches',
      patches,
      '--protocol',
      'paper',
      '--seed',
      '4',
      '--epochs',
      '2',
      '--out',
      join(out, 'cnn')
    ]
    const env = environment(cache as string)
    const killed = spawn(process.execPath, [entry, ...args(broken as string)], { env })
    for await (const text of killed.stderr) if (String(text).includes('epoch 1/2')) killed.kill('SIGKILL')
    if (killed.exitCode === null && killed.signalCode === null) await once(killed, 'exit')
    expect(killed.signalCode).toBe('SIGKILL')
    expect(await readdir(join(broken as string, 'cnn'))).toContain('checkpoint.bin')

    const run = promisify(execFile)
    await run(process.execPath, [entry, ...args(broken as string), '--resume'], { env })
    await run(process.execPath, [entry, ...args(whole as string)], { env })
    const [one, other] = [
      await readSpec(join(broken as string, 'cnn')),
      await readSpec(join(whole as string, 'cnn'))
    ]
    expect(one.weightsSha256).toBe(other.weightsSha256)
    expect((await readdir(join(whole as string, 'cnn'))).sort()).toEqual([
      'card.md',
      'evaluation.json',
      'model.json',
      'spec.json',
      'training.jsonl',
      'weights.bin'
    ])

    const { stdout, stderr } = await run(
      process.execPath,
      [entry, 'evaluate', '--model', join(whole as string, 'cnn'), '--patches', patches, '--json'],
      { env }
    )
    const record = JSON.parse(await readFile(join(whole as string, 'cnn', 'evaluation.json'), 'utf8'))
    expect(JSON.parse(stdout)).toEqual(record.all)
    expect(stderr).toBe('')
    expect(record.leakedPatients.length).toBeGreaterThan(0)
  }, 120_000)

  test('says what is wrong with a command', async () => {
    const failed = await promisify(execFile)(process.execPath, [entry, 'train', '--system', 'vgg']).catch(
      error => error
    )
    expect(failed.code).toBe(2)
    expect(failed.stderr).toMatch(/usage: --system takes cnn/)
  })
})

const model = join(root, 'models', 'cnn')
const patches = join(shared, 'idc')

describe.skipIf(!existsSync(patches))(
  'on the shared patches (skipped where ../shared/data is absent)',
  () => {
    test('evaluate reproduces the shipped figures of the held-out patients', async () => {
      const { trainingData } = await readSpec(model)
      const found = await evaluate({ model, patches, patients: trainingData.heldOutPatients, engine: 'cpu' })
      const { test: expected } = JSON.parse(await readFile(join(model, 'evaluation.json'), 'utf8'))
      for (const name of [
        'accuracy',
        'balancedAccuracy',
        'f1',
        'auc',
        'averagePrecision',
        'ece',
        'brier'
      ] as const)
        expect(found[name], name).toBeCloseTo(expected[name], 3)
      expect(found.perPatient).toHaveLength(expected.perPatient.length)
    }, 120_000)
  }
)
