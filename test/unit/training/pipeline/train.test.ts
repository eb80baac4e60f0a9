import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { evaluate } from '../../../../evaluation/evaluate.ts'
import { renewCard } from '../../../../training/export/renew-card.ts'
import { train } from '../../../../training/pipeline/train.ts'
import { interruptedAt } from '../../../support/terminal.ts'
import { temporaryFolder, writePatch } from '../folder.ts'

const root = join(import.meta.dirname, '../..', '..', '..')
const entry = join(root, 'scripts', 'ductal.ts')
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

const native = Boolean(process.env.DUCTAL_TFJS_NODE)

describe('the terminal', () => {
  test.skipIf(!native)(
    'a killed training resumes to the same model (needs DUCTAL_TFJS_NODE: slow without)',
    async () => {
      const patches = await tinyFolder()
      const [whole, broken] = [await temporaryFolder(), await temporaryFolder()]
      vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
      const args = (out: string) => [
        entry,
        'train',
        ...`--system cnn --protocol paper --seed 4 --epochs 3 --out ${out}`.split(' '),
        '--patches',
        patches
      ]
      const killed = await interruptedAt(/epoch 1\/3/, 'SIGKILL', args(broken).slice(1), { program: entry })
      expect(killed.signal).toBe('SIGKILL')
      expect(await readdir(broken)).toContain('checkpoint.bin')

      const run = promisify(execFile)
      await run(process.execPath, [...args(broken), '--resume'])
      await run(process.execPath, args(whole))
      const weights = await Promise.all([broken, whole].map(folder => readFile(join(folder, 'weights.bin'))))
      expect(Buffer.compare(...(weights as [Buffer, Buffer]))).toBe(0)
    },
    120_000
  )

  test('explains an invalid command', async () => {
    const failed = await promisify(execFile)(process.execPath, [entry, 'train', '--system', 'vgg']).catch(
      error => error
    )
    expect(failed.code).toBe(2)
    expect(failed.stderr).toMatch(/^--system must be one of cnn/)
  })

  test.each([
    ['cnn', '5', /--tokens works only with recurrent networks, and cnn is not one/],
    ['gru-attention', '7', /--tokens must be pixel, row or a divisor of 50, not 7/]
  ])('%s cannot read tokens of %s', async (system, tokens, sentence) => {
    const out = join(await temporaryFolder(), 'model')
    const args = ['--patches', '.', '--protocol', 'paper', '--out', out, '--tokens', tokens]
    const failed = await promisify(execFile)(process.execPath, [
      entry,
      'train',
      '--system',
      system,
      ...args
    ]).catch(error => error)
    expect(failed.code).toBe(2)
    expect(failed.stderr).toMatch(sentence)
  })
})

test('train writes a complete model folder, and evaluate reproduces its figures', async () => {
  const [patches, parent] = [await tinyFolder(), await temporaryFolder()]
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  vi.stubEnv('DUCTAL_TFJS_NODE', '')
  const out = join(parent, 'new-model')
  const recipe = { epochs: 0 }
  const record = await train({
    system: 'cnn',
    patches,
    protocol: 'paper',
    seed: 4,
    recipe,
    out,
    resume: false
  })
  expect((await readdir(out)).sort()).toEqual([
    'card.md',
    'evaluation.json',
    'model.json',
    'spec.json',
    'training.jsonl',
    'weights.bin'
  ])
  expect(await readSpec(out)).toMatchObject({ name: 'new-model', parameters: 406_744 })
  expect(record.leakedPatients.length).toBeGreaterThan(0)
  expect(await readFile(join(out, 'card.md'), 'utf8')).toContain('are on more than one side')
  expect(JSON.parse(await readFile(join(out, 'evaluation.json'), 'utf8'))).toEqual(record)
  const {
    quality: _quality,
    folder: _folder,
    ...figures
  } = await evaluate({ model: out, patches, engine: 'cpu' })
  expect(figures).toEqual(record.all)
})

test('a recurrent network reads blocks; its card says so and keeps its notes', async () => {
  const [patches, parent] = [await tinyFolder(), await temporaryFolder()]
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  const out = join(parent, 'blocks')
  await train({
    system: 'gru-attention',
    patches,
    protocol: 'paper',
    seed: 4,
    recipe: { epochs: 0, tokens: { block: 5 } },
    out,
    resume: false
  })
  const note = 'These patches were made up.'
  await renewCard(out, { folds: [], notes: [note] })
  await renewCard(out, { folds: [], notes: [] })
  const [spec, card] = [await readSpec(out), await readFile(join(out, 'card.md'), 'utf8')]
  expect(spec).toMatchObject({ parameters: 31_171, trainingData: { notes: [note] } })
  expect(card).toContain('blocks of 5×5 pixels, row by row: 100 steps of 75 values')
  expect(card).toContain(`\n- ${note}\n`)
  await expect(renewCard(out, { folds: [], notes: [''] })).rejects.toMatchObject({ code: 'usage' })
})

const slide = join(shared, 'idc', '8867')

describe.skipIf(!existsSync(slide))('on the shared patches (skipped without ../shared/data)', () => {
  test.each(['cnn', 'gru-attention'])(
    'evaluate reproduces the shipped figures of %s on a held-out slide',
    async name => {
      const model = join(root, 'models', name)
      const record = JSON.parse(await readFile(join(model, 'evaluation.json'), 'utf8'))
      const expected = record.test.perPatient.find(({ patient }: { patient: string }) => patient === '8867')
      const { perPatient } = await evaluate({ model, patches: slide, engine: 'cpu' })
      expect(perPatient).toHaveLength(1)
      expect(perPatient[0]).toMatchObject({ patient: '8867', negative: 1480, positive: 162 })
      for (const figure of ['accuracy', 'balancedAccuracy', 'auc'] as const)
        expect(perPatient[0]?.[figure], figure).toBeCloseTo(expected[figure], 3)
    },
    60_000
  )
})
