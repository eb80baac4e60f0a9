import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { lockFolder } from '../../../electron/host/db/lock.ts'
import { jpegTile, writeDicom } from '../../support/dicom.ts'
import { temporaryFolder } from '../../support/library.ts'
import { writeGlass, writePatchFolder } from '../../support/slides.ts'
import { ductal, patience } from '../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

const errorOf = (stdout: string) => JSON.parse(stdout).error as { code: string; message: string }

test('analyses a patch folder on its own grid, then lists and exports the run', async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const path = await writePatchFolder(folder, 6, 4)

  const analysed = await ductal('analyze', path, '--data', data, '--json')
  expect(analysed).toMatchObject({ code: 0 })
  const document = JSON.parse(analysed.stdout)
  expect(Object.keys(document)).toEqual(['slide', 'run'])
  expect(document.slide).toEqual({
    path,
    fingerprint: expect.stringMatching(/^sha256:[\da-f]{64}$/),
    vendor: 'patch-folder',
    width: expect.any(Number),
    height: expect.any(Number),
    mpp: 4,
    mppSource: 'layout',
    overruled: []
  })
  expect(document.run).toEqual({
    id: 1,
    outcome: 'complete',
    engines: expect.arrayContaining([expect.objectContaining({ name: 'cpu', chosen: true, reason: '' })]),
    model: expect.any(String),
    modelSha256: expect.stringMatching(/^[\da-f]{64}$/),
    engine: 'cpu',
    device: expect.any(String),
    calibration: expect.objectContaining({ kind: 'surroundings' }),
    wholeSlide: expect.objectContaining({ patches: 24, taken: 'surroundings' }),
    quality: expect.objectContaining({ patches: 24 }),
    strideUm: 200,
    tiles: { total: 1, done: 1, failed: 0, background: 0 },
    planned: 24,
    tissue: { foundMm2: null, sparseMm2: null, unreadableMm2: 0 },
    patches: 24,
    positive: expect.any(Number),
    seconds: {
      open: expect.any(Number),
      tissue: expect.any(Number),
      infer: expect.any(Number),
      total: expect.any(Number)
    },
    patchesPerSecond: expect.any(Number)
  })

  const runs = await ductal('runs', '--data', data, '--json')
  expect(JSON.parse(runs.stdout)).toMatchObject([{ id: 1, status: 'done', patches: 24 }])
  const slides = await ductal('slides', '--data', data)
  expect(slides.stdout).toContain('patch-folder')

  const out = join(folder, 'run.csv')
  const written = await ductal('export', '1', '--format', 'csv', '--out', out, '--data', data, '--json')
  const text = readFileSync(out, 'utf8')
  expect(JSON.parse(written.stdout)).toEqual({ path: out, bytes: text.length })
  expect(text.trimEnd().split('\n')).toHaveLength(1 + 24)
  expect(text.split('\n')[1]).toMatch(/^\d+,\d+,50,50,/)

  const csv = ['export', '1', '--format', 'csv', '--data', data, '--json', '--out']
  const codeOf = async (...args: string[]) => errorOf((await ductal(...csv, ...args)).stdout).code
  expect(await codeOf(out)).toBe('export/exists')
  expect(await codeOf(join(data, 'library.sqlite'), '--force')).toBe('export/name')
  expect(await codeOf(join(data, 'run.csv'))).toBe('export/protected')
  expect(await ductal(...csv, out, '--force')).toMatchObject({ code: 0 })
})

test('prints one array for several slides; a refused slide stops no other and sets the exit code', async () => {
  const folder = temporaryFolder()
  const good = await writePatchFolder(folder, 2, 2)
  const text = join(folder, 'text.svs')
  writeFileSync(text, 'no slide at all\n'.repeat(50))
  const empty = join(folder, 'empty.svs')
  writeFileSync(empty, '')
  const plain = join(folder, 'plain')
  mkdirSync(plain)
  const absent = join(folder, 'absent.svs')

  const { code, stdout, stderr } = await ductal(
    'analyze',
    absent,
    plain,
    empty,
    text,
    good,
    '--data',
    join(folder, 'data'),
    '--json'
  )
  expect(code).toBe(3)
  const documents = JSON.parse(stdout) as { path?: string; error?: { code: string; message: string } }[]
  expect(documents.map(({ path, error }) => [path, error?.code])).toEqual([
    [absent, 'path/missing'],
    [plain, 'slide/not-a-patch-folder'],
    [empty, 'slide/empty'],
    [text, 'slide/not-a-slide'],
    [undefined, undefined]
  ])
  expect(documents[4]).toMatchObject({ run: { patches: 4 } })
  for (const { error } of documents) if (error) expect(stderr).toContain(error.message)
})

test('analyses a slide once, however many of its files are named', async () => {
  const folder = temporaryFolder()
  const write = (name: string, edge: number, spacing: number) =>
    writeDicom(join(folder, name), {
      pixels: new Uint8Array(edge * edge * 3).fill(240),
      width: edge,
      height: edge,
      instance: `1.2.${edge}`,
      spacing,
      encode: jpegTile('4:4:4')
    })
  const base = await write('a.dcm', 512, 0.001)
  const level = await write('b.dcm', 256, 0.002)

  const { stdout, stderr } = await ductal('analyze', base, level, '--data', join(folder, 'data'), '--json')
  expect(JSON.parse(stdout)).toMatchObject([{ slide: { path: base }, run: { id: 1 } }])
  expect(JSON.parse(stdout)).toHaveLength(1)
  expect(stderr).toContain('a.dcm is analysed once')
})

test('reports invalid command lines as usage errors, in text and in JSON', async () => {
  const data = ['--data', temporaryFolder()]
  const wrong = [
    ['frobnicate'],
    ['analyze'],
    ['analyze', 'x', '--frob'],
    ['analyze', 'x', '--threshold', '2'],
    ['analyze', 'x', '--mpp', '1000'],
    ['slides', 'x'],
    ['export', 'one', '--format', 'csv', '--out', 'x'],
    ['export', '1', '--format', 'pdf', '--out', 'x'],
    ['export', '1', ...data],
    ['resume', '99', ...data]
  ]
  const answers = await Promise.all(wrong.map(args => ductal(...args, '--json')))
  for (const { code, stdout, stderr } of answers) {
    expect(code).toBe(2)
    expect(stderr.trim()).toBe(errorOf(stdout).message)
  }
})

test('help and version work without a library', async () => {
  const [help, page, version, nothing] = await Promise.all([
    ductal('help'),
    ductal('export', '--help'),
    ductal('--version'),
    ductal()
  ])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(page.stdout).toContain('--format')
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(nothing).toMatchObject({ code: 2, stdout: help.stdout })
})

test('reports a model that is not installed and an engine that does not work here', async () => {
  const folder = temporaryFolder()
  const path = await writePatchFolder(folder, 2, 1)
  const data = ['--data', join(folder, 'data')]
  const model = await ductal('analyze', path, '--model', 'nobody', '--json', ...data)
  expect([model.code, errorOf(model.stdout).code]).toEqual([2, 'model/unknown'])
  const engine = await ductal('analyze', path, '--engine', 'webgpu', '--json', ...data)
  if (engine.code !== 0) expect([engine.code, errorOf(engine.stdout).code]).toEqual([6, 'engine/unavailable'])
})

test('reports an unusable or locked data folder in one sentence', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const unwritable = await ductal('slides', '--data', join(folder, 'file', 'data'), '--json')
  expect([unwritable.code, errorOf(unwritable.stdout).code]).toEqual([5, 'library/unwritable'])

  if (process.platform === 'linux') {
    const nowhere = await ductal('slides', '--data', '/proc/nothing/data', '--json')
    expect([nowhere.code, errorOf(nowhere.stdout).code]).toEqual([5, 'library/unwritable'])
  }

  const taken = join(folder, 'taken')
  mkdirSync(taken)
  const unlock = lockFolder(taken)
  const inUse = await ductal('slides', '--data', taken, '--json')
  unlock()
  expect([inUse.code, errorOf(inUse.stdout).code]).toEqual([5, 'library/in-use'])
  expect(readdirSync(taken)).toEqual(['library.lock'])
})

test('leaves a damaged library untouched, and doctor runs its other checks', async () => {
  const data = temporaryFolder()
  const file = join(data, 'library.sqlite')
  writeFileSync(file, 'no database at all, '.repeat(100))
  const { code, stdout } = await ductal('doctor', '--data', data, '--json')
  expect(code).toBe(1)
  const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean; remedy: string }[] }
  expect(checks.find(({ name }) => name === 'library')).toMatchObject({ ok: false })
  expect(checks.find(({ name }) => name === 'engine:cpu')).toMatchObject({ ok: true })
  expect(readFileSync(file, 'utf8')).toBe('no database at all, '.repeat(100))
})

test('a failed export leaves no file behind', async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  await ductal('analyze', await writePatchFolder(folder, 2, 1), '--data', data)
  const out = join(folder, 'absent', 'run.json')
  const { code, stdout } = await ductal(
    'export',
    '1',
    '--format',
    'json',
    '--out',
    out,
    '--data',
    data,
    '--json'
  )
  expect([code, errorOf(stdout).code]).toEqual([7, 'export/unwritable'])
  expect(existsSync(join(folder, 'absent'))).toBe(false)
})

test('a slide without tissue is no plain success', async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const blank = await writeGlass(join(folder, 'glass.tif'), 2048, 2048, 1)
  const analysed = await ductal('analyze', blank, '--data', data, '--json')
  expect(analysed).toMatchObject({ code: 9 })
  expect(JSON.parse(analysed.stdout).run).toMatchObject({ outcome: 'noTissue', planned: 0, patches: 0 })

  const again = await ductal('analyze', blank, '--data', data)
  expect(again).toMatchObject({ code: 9 })
  expect(again.stdout).toContain('nothing analysed')
  expect(again.stdout).toContain('This is not a negative result.')
  expect(again.stdout).not.toContain('marked')
})
