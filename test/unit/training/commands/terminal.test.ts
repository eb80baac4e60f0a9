import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { trainingSummaries } from '../../../../terminal/training-commands.ts'
import { commands } from '../../../../training/main.ts'
import { patience } from '../../../support/terminal.ts'
import { temporaryFolder, writePatch } from '../folder.ts'

vi.setConfig({ testTimeout: patience })

const door = join(import.meta.dirname, '../..', '..', '..', 'scripts', 'ductal.ts')

async function ductal(...args: string[]) {
  const env = { ...process.env, DUCTAL_CACHE: await temporaryFolder(), DUCTAL_TFJS_NODE: '' }
  const {
    code = 0,
    stdout,
    stderr
  } = await promisify(execFile)(process.execPath, [door, ...args], {
    env
  }).catch(error => error)
  return { code, stdout: String(stdout), stderr: String(stderr) }
}

/**
 * Runs the terminal program behind a shell that redirects stdout. The working folder is passed as
 * npm passes it.
 */
async function behindShell(redirection: string, folder: string, ...args: string[]) {
  const { code = 0, stderr } = await promisify(execFile)(
    'bash',
    ['-o', 'pipefail', '-c', `"$@" ${redirection}`, 'bash', process.execPath, door, ...args],
    { env: { ...process.env, DUCTAL_TFJS_NODE: '', npm_lifecycle_event: 'ductal', INIT_CWD: folder } }
  ).catch(error => error)
  return { code, stderr: String(stderr) }
}

async function onePatient(): Promise<string> {
  const folder = await temporaryFolder()
  for (const place of [0, 1, 2]) {
    await writePatch(folder, '8867', { x: 1 + 50 * place, y: 1, class: 0 })
    await writePatch(folder, '8867', { x: 1 + 50 * place, y: 51, class: 1 })
  }
  return folder
}

test('evaluate prints one document for the folder of a single patient and names broken patches', async () => {
  const patches = await onePatient()
  await writePatch(patches, '8867', { x: 201, y: 1, class: 0 }, { width: 42, height: 50 })
  await writeFile(await writePatch(patches, '8867', { x: 251, y: 1, class: 0 }), 'no image')
  const { code, stdout, stderr } = await ductal(
    'evaluate',
    '--model',
    'cnn',
    '--patches',
    join(patches, '8867'),
    '--json'
  )
  expect(code).toBe(0)
  expect(stderr).toContain('Left out 0/8867_idx5_x251_y1_class0.png: ')
  const document = JSON.parse(stdout)
  expect(document).toMatchObject({ model: 'cnn', patches: 7, patients: 1 })
  const figures = ['threshold', 'accuracy', 'precision', 'recall', 'f1', 'balancedAccuracy', 'auc']
  figures.push('averagePrecision', 'ece', 'brier')
  for (const figure of figures) expect(document[figure], figure).toEqual(expect.any(Number))
  const names = ['model', 'patches', 'patients', ...figures, 'confusion', 'perPatient']
  expect(Object.keys(document)).toEqual(names)
  const [[tn, fp], [fn, tp]] = document.confusion
  expect([tn + fp, fn + tp]).toEqual([4, 3])
  expect(document.accuracy).toBeCloseTo((tn + tp) / 7)
  expect(document.perPatient).toMatchObject([{ patient: '8867', negative: 4, positive: 3 }])
})

test('evaluate --full prints the same document followed by all further figures', async () => {
  const args = ['evaluate', '--model', 'cnn', '--patches', await onePatient(), '--json']
  const [short, full] = await Promise.all([ductal(...args), ductal(...args, '--full')])
  const document = JSON.parse(full.stdout)
  expect(document).toMatchObject(JSON.parse(short.stdout))
  expect(Object.keys(document).slice(0, 15)).toEqual(Object.keys(JSON.parse(short.stdout)))
  expect(document).toMatchObject({ padded: 0, broken: [], quality: { patches: 6, otherScale: [] } })
})

test('reports failures in one sentence with a code, also in JSON', async () => {
  const empty = await temporaryFolder()
  const file = join(empty, 'a file')
  await writeFile(file, '')
  const tiny = ['--epochs', '0', '--units', '2', '--tokens', '25', '--json']
  const two = await onePatient()
  await writePatch(two, '9', { x: 1, y: 1, class: 0 })
  await writePatch(two, '9', { x: 1, y: 51, class: 1 })
  const slides = [
    'train',
    '--system',
    'lstm',
    '--patches',
    two,
    '--protocol',
    'slides',
    '--test',
    '9',
    ...tiny
  ]
  const runs = await temporaryFolder()
  await cp(join('models', 'cnn'), join(runs, 'cnn'), { recursive: true })
  await rm(join(runs, 'cnn', 'weights.bin'))
  const answers = await Promise.all([
    ductal('results', '--from', runs),
    ductal('evaluate', '--model', 'vgg', '--patches', empty, '--json'),
    ductal('evaluate', '--model', 'cnn', '--patches', empty, '--json'),
    ductal('evaluate', '--model', 'cnn', '--patches', join(empty, 'none'), '--json'),
    ductal('evaluate', '--patches', empty, '--json'),
    ductal('evaluate', '--frob', '--json'),
    ductal('train', '--system', 'cnn', '--patches', empty, '--protocol', 'paper', '--seed', '-1', '--json'),
    ductal(...slides, '--out', join(file, 'model')),
    ductal('card', '--model', join('models', 'cnn'), '--folds', empty)
  ])
  const codes = answers.map(({ code, stdout }) => [code, JSON.parse(stdout || '{}').error?.code])
  expect(codes).toEqual([
    [6, undefined],
    [2, 'model/unknown'],
    [1, 'training/no-patches'],
    [3, 'path/missing'],
    [2, 'usage'],
    [2, 'usage'],
    [2, 'usage'],
    [7, 'export/unwritable'],
    [3, undefined]
  ])
  expect(answers.shift()?.stderr).toMatch(/^The model cnn has no file weights\.bin\. .*\.\n$/)
  expect(answers.pop()?.stderr).toBe(`${join(empty, 'training.jsonl')} does not exist. Check the name.\n`)
  for (const { stdout, stderr } of answers) expect(stderr.trim()).toBe(JSON.parse(stdout).error.message)
})

test('refuses options that contradict each other, or a seed that cannot be kept', async () => {
  const train = (...words: string[]) =>
    ductal('train', '--system', 'lstm', '--patches', 'none', '--json', ...words)
  const slides = ['--protocol', 'slides']
  const answers = await Promise.all([
    train(...slides, '--test', '8,9', '--validation', '9'),
    train(...slides, '--fold', '1/3'),
    train('--protocol', 'paper', '--test', '9'),
    train('--protocol', 'patients', '--validation', '9'),
    train(...slides, '--judge', 'none'),
    train(...slides, '--test', '8,,9'),
    train(...slides, '--seed', '4294967296'),
    train(...slides, '--seed', '1.5'),
    ductal('train', '--from', 'cnn', '--patches', 'none', '--title', 'Mine', '--json')
  ])
  const sentences = answers.map(({ code, stdout }) => {
    const { error } = JSON.parse(stdout)
    expect([code, error.code]).toEqual([2, 'usage'])
    return error.message
  })
  expect(sentences).toEqual([
    expect.stringContaining('The patient 9 is in both --test and --validation.'),
    expect.stringContaining('--fold works only with --protocol folds'),
    expect.stringContaining('--test works only with --protocol slides, not with paper.'),
    expect.stringContaining('--validation works only with --protocol slides, not with patients.'),
    expect.stringContaining('--judge works only with --from.'),
    expect.stringContaining('--test has an empty name.'),
    expect.stringContaining('from 0 to 4294967295, not “4294967296”'),
    expect.stringContaining('whole number'),
    expect.stringContaining('--title comes from the parent.')
  ])
})

test.skipIf(!existsSync('/proc/self'))('ends if --out is under a path that accepts no folders', async () => {
  const out = '/proc/none/model'
  const train = ['train', '--system', 'lstm', '--protocol', 'paper', '--patches', await onePatient()]
  const { code, stderr } = await ductal(...train, '--out', out, '--epochs', '1', '--tokens', '25')
  expect([code, stderr]).toEqual([7, expect.stringContaining('Cannot write /proc/none')])
})

test('convert writes ONNX and nothing else', async () => {
  const out = join(await temporaryFolder(), 'cnn.onnx')
  const [done, keras, nowhere] = await Promise.all([
    ductal('convert', '--model', 'cnn', '--out', out, '--json'),
    ductal('convert', '--model', 'cnn', '--out', 'cnn.keras', '--json'),
    ductal('convert', '--model', 'cnn', '--out', join(out, 'none', 'cnn.onnx'), '--json')
  ])
  const { model, bytes } = JSON.parse(done.stdout)
  expect([done.code, model, (await stat(out)).size]).toEqual([0, 'cnn', bytes])
  expect([keras.code, keras.stderr]).toEqual([2, expect.stringContaining('keras_model.py writes Keras')])
  expect([3, 7]).toContain(nowhere.code)
})

test('help lists the training commands, and each explains its options', async () => {
  expect(Object.keys(trainingSummaries)).toEqual(commands.map(({ name }) => name))
  const [overview, page, other] = await Promise.all([
    ductal('help'),
    ductal('help', 'train'),
    ductal('evaluate', '--help')
  ])
  for (const { name, summary } of commands) expect(overview.stdout).toContain(`${name.padEnd(16)}${summary}`)
  expect(page).toMatchObject({ code: 0, stderr: '' })
  expect(page.stdout).toContain('--protocol')
  expect(other.stdout).toContain('--model NAME|DIR')
  const known = commands.find(({ name }) => name === 'train')?.options ?? {}
  expect(Object.keys(known).length).toBeGreaterThan(5)
  for (const [option, { placeholder = '', meaning }] of Object.entries(known))
    expect(page.stdout.replaceAll(/ +/g, ' ')).toContain(
      ` --${option} ${placeholder} ${meaning}
`.replaceAll(/ +/g, ' ')
    )
})

test('--help --json prints one document, and an unknown command lists the known ones', async () => {
  const [help, unknown] = await Promise.all([ductal('evaluate', '--help', '--json'), ductal('evalute')])
  expect(JSON.parse(help.stdout).help).toContain('--model NAME|DIR')
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/analyze.*evaluate.*help\.$/m) })
})

test('resolves paths against the working directory of the user', async () => {
  const folder = await onePatient()
  expect(await behindShell('> /dev/null', folder, 'evaluate', '--model', 'cnn', '--patches', '8867')).toEqual(
    {
      code: 0,
      stderr: ''
    }
  )
})

test.skipIf(!existsSync('/dev/full'))(
  'ignores a closed pipe, and reports a full disk behind stdout in one sentence',
  async () => {
    const folder = await temporaryFolder()
    const answers = [
      ['evaluate', '--help', '--json'],
      ['help', '--json']
    ].map(async args => {
      expect(await behindShell('| true', folder, ...args)).toEqual({ code: 0, stderr: '' })
      const full = await behindShell('> /dev/full', folder, ...args)
      expect(full.code).toBe(5)
      expect(full.stderr).toMatch(/^The disk is full\. .*\n$/)
    })
    await Promise.all(answers)
  }
)
