import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { exits } from '../../../terminal/exit.ts'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'
import { ductal, patience } from '../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

const shipped = join(import.meta.dirname, '..', '..', '..', 'models')

/** A user's network without spec.json: a shipped one with one bit of its weights changed. */
function ownNetwork(): string {
  const folder = join(temporaryFolder(), 'my-network')
  cpSync(join(shipped, 'gru-attention'), folder, {
    recursive: true,
    filter: path => !/\.(md|jsonl)$|(?<!model)\.json$/.test(path)
  })
  const weights = readFileSync(join(folder, 'weights.bin'))
  weights[0] = (weights[0] ?? 0) ^ 1
  writeFileSync(join(folder, 'weights.bin'), weights)
  return folder
}

test('imports a model, makes it the default on confirmation, uses it in runs and removes it', async () => {
  const data = temporaryFolder()
  const folder = ownNetwork()
  const models = (...words: string[]) => ductal('models', ...words, '--data', data)
  const listed = async () =>
    JSON.parse((await models('--json')).stdout) as { name: string; isDefault: boolean }[]
  const [first] = await listed()

  const imported = await models('import', folder, '--title', 'My own', '--levels', '0-1', '--json')
  expect(imported.code).toBe(exits.done)
  expect(JSON.parse(imported.stdout)).toMatchObject({
    name: 'my-network',
    title: 'My own',
    origin: 'imported',
    isDefault: false,
    failure: null
  })
  expect(readdirSync(join(data, 'models', 'my-network')).sort()).toContain('spec.json')
  const again = await models('import', folder)
  expect(again).toMatchObject({ code: exits.model, stderr: expect.stringContaining('is already installed') })

  const unasked = await models('default', 'my-network')
  expect(unasked).toMatchObject({ code: exits.usage, stdout: '' })
  expect(unasked.stderr).toMatch(
    /did not become the default\. This model was imported.*unseen patients is unknown.*--yes/s
  )
  expect((await listed()).find(({ isDefault }) => isDefault)).toEqual(first)

  const chosen = await models('default', 'my-network', '--yes')
  expect(chosen.code).toBe(exits.done)
  expect(chosen.stdout).toMatch(/This model was imported.*The default model is my-network\.\n$/s)
  expect((await listed())[0]).toMatchObject({ name: 'my-network', isDefault: true })
  const slide = await writePatchFolder(temporaryFolder(), 2, 2)
  const analysed = await ductal('analyze', slide, '--data', data, '--json')
  expect(JSON.parse(analysed.stdout).run).toMatchObject({ model: 'my-network', patches: 4 })

  const removed = await models('remove', 'my-network', '--json')
  expect([removed.code, JSON.parse(removed.stdout)]).toEqual([exits.done, { removed: 'my-network' }])
  expect(existsSync(join(data, 'models', 'my-network'))).toBe(false)
  expect((await listed())[0]).toEqual(first)
  expect((await ductal('runs', '--data', data)).stdout).toContain('my-network')
  expect(existsSync(join(folder, 'weights.bin'))).toBe(true)
})

test('states how pixel values are prepared, and refuses contradictions', async () => {
  const data = temporaryFolder()
  const folder = ownNetwork()
  const bring = (...words: string[]) => ductal('models', 'import', folder, ...words, '--data', data, '--json')
  const given = ['--mean', '1,2,3', '--deviation', '4,5,6']
  const refusals: [string[], RegExp][] = [
    [['--levels', '0-1', ...given], /--levels already gives a mean/],
    [['--mean', '1,2,3'], /--mean and --deviation belong together/],
    [['--mean', '1,2', '--deviation', '4,5,6'], /--mean needs three numbers/],
    [['--mean', '1,2,3', '--deviation', '4,0,6'], /three positive numbers/],
    [['--outputs', 'scores'], /--outputs must be one of probabilities, logits/]
  ]
  for (const [words, message] of refusals) {
    const ended = await bring(...words)
    expect([words, ended.code]).toEqual([words, exits.usage])
    expect(JSON.parse(ended.stdout).error.message).toMatch(message)
  }
  const specOf = (name: string) => JSON.parse(readFileSync(join(data, 'models', name, 'spec.json'), 'utf8'))
  expect((await bring('--name', 'own', ...given)).code).toBe(exits.done)
  expect(specOf('own').input.normalisation).toEqual({ mean: [1, 2, 3], deviation: [4, 5, 6] })
})

test('restores the shipped default unasked, but asks before a worse model and shows the difference', async () => {
  const data = temporaryFolder()
  const worse = await ductal('models', 'default', 'cnn', '--data', data, '--json')
  expect(worse.code).toBe(exits.usage)
  const { error } = JSON.parse(worse.stdout)
  expect(error).toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/On .*8867.*AUC 0\.\d{3} \(Ductal: /)
  })
  expect((await ductal('models', 'default', 'cnn', '--yes', '--data', data)).code).toBe(exits.done)
  const back = await ductal('models', 'default', 'ductal', '--data', data)
  expect([back.code, back.stdout]).toEqual([
    exits.done,
    expect.stringContaining('The default model is ductal.')
  ])
  const own = await ductal('models', 'default', '--data', data, '--json')
  expect(JSON.parse(own.stdout)).toMatchObject({ name: 'ductal', isDefault: true })
})

test('reports an impossible request in one sentence with a code and an exit code', async () => {
  const data = temporaryFolder()
  const empty = temporaryFolder()
  const foreign = join(empty, 'net.onnx')
  writeFileSync(foreign, 'onnx')
  const refusals: [string[], number, RegExp][] = [
    [['models', 'default', 'none'], exits.usage, /The model none is not installed\. Installed models: .*cnn/],
    [['models', 'remove', 'cnn'], exits.model, /cnn comes with Ductal/],
    [['models', 'remove', 'none'], exits.usage, /The model none is not installed/],
    [['models', 'import', join(empty, 'none')], exits.slideRefused, /does not exist/],
    [['models', 'import', empty], exits.model, /has no model\.json/],
    [['models', 'import', foreign], exits.model, /ONNX model.*onnx2tf/],
    [['models', 'import', join(shipped, 'cnn'), '--levels', '0-1'], exits.usage, /states its own --levels/],
    [['models', 'remove', 'cnn', '--outputs', 'logits'], exits.usage, /only with “models import”/],
    [['models', 'import'], exits.usage, /Usage: “models import DIR”/],
    [['models', 'choose', 'cnn'], exits.usage, /not with “choose”/]
  ]
  for (const [words, code, message] of refusals) {
    const ended = await ductal(...words, '--data', data, '--json')
    expect([words, ended.code]).toEqual([words, code])
    expect(JSON.parse(ended.stdout).error.message).toMatch(message)
  }
})
