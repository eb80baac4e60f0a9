import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DoctorReport } from '../../../contract/doctor.ts'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import { openLibrary } from '../../../electron/host/db/open.ts'
import { canAnalyse, examine } from '../../../electron/host/doctor/examine.ts'
import type { Subject } from '../../../electron/host/doctor/subject.ts'
import { EngineSelection } from '../../../electron/host/engines/selection.ts'
import { openPool } from '../../../electron/host/workers/pool.ts'
import { migrationsFolder, temporaryFolder, temporaryLibrary } from '../../support/library.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const workerEntry = join(root, 'electron', 'worker', 'main.ts')

/** A subject with real workers; everything else is real too unless overridden. */
function subject(overrides: Partial<Subject> = {}): Subject {
  const dataFolder = overrides.dataFolder ?? temporaryFolder()
  const resources = overrides.resources ?? root
  const pool = openPool({ entry: workerEntry, size: 1, env: { DUCTAL_RESOURCES: resources } })
  onTestFinished(() => pool.close())
  return {
    version: '0.1.0',
    dataFolder,
    resources,
    db: overrides.db ?? temporaryLibrary(dataFolder),
    readOnlyReason: null,
    backup: () => ({ last: null, failure: null }),
    pool,
    models: () => pool.run('models', { folder: join(resources, 'models') }, { queue: 'view' }),
    engines: () => new EngineSelection(pool).examine('auto', null),
    ...overrides
  }
}

const checkOf = (report: DoctorReport, name: string) => report.checks.find(check => check.name === name)

test('checks everything and gives a remedy for each failure', async () => {
  const report = DoctorReport.parse(await examine(subject()))
  expect(report.version).toBe('0.1.0')
  const names = report.checks.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of ['openslide', 'library', 'electron', 'engine:cpu', 'disk', 'processor'])
    expect(names).toContain(name)
  for (const { ok, detail, remedy } of report.checks) {
    expect(detail).not.toBe('')
    expect(remedy === '').toBe(ok)
  }
  expect(checkOf(report, 'engine:cpu')).toMatchObject({
    ok: true,
    detail: expect.stringContaining('WebAssembly')
  })
  expect(checkOf(report, 'library')).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/SQLite 3\.\d+/)
  })
})

test('a library that cannot be opened does not affect the other checks', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'library.sqlite'), 'no database at all, '.repeat(100))
  const refused = failureOf(refusal(() => openLibrary(folder, migrationsFolder)))
  const report = await examine(subject({ dataFolder: folder, db: { refused } }))
  expect(checkOf(report, 'library')).toEqual({
    name: 'library',
    ok: false,
    detail: refused.message,
    remedy: expect.stringContaining('backup')
  })
  expect(checkOf(report, 'engine:cpu')?.ok).toBe(true)
  expect(canAnalyse(report)).toBe(false)
})

test('reports a missing or incomplete model', async () => {
  const resources = temporaryFolder()
  expect(checkOf(await examine(subject({ resources })), 'models')).toMatchObject({ ok: false })
  mkdirSync(join(resources, 'models', 'half'), { recursive: true })
  writeFileSync(join(resources, 'models', 'half', 'spec.json'), '{')
  const report = await examine(subject({ resources }))
  expect(checkOf(report, 'model:half')).toMatchObject({ ok: false, detail: expect.stringContaining('half') })
  expect(canAnalyse(report)).toBe(false)
})

test('reports workers that do not answer instead of throwing', async () => {
  const pool: Subject['pool'] = {
    run: name => Promise.reject(new DuctalError('worker/died', `The process for ${name} ended.`))
  }
  const engines = () => Promise.reject(new DuctalError('worker/died', 'The process for engines ended.'))
  const report = await examine(subject({ pool, engines }))
  expect(checkOf(report, 'openslide')).toMatchObject({ ok: false, detail: 'The process for readers ended.' })
  expect(checkOf(report, 'engines')?.ok).toBe(false)
  expect(checkOf(report, 'library')?.ok).toBe(true)
})

test('is ready for analysis only with a reader, a library, an engine and a model', () => {
  const needed = ['openslide', 'library', 'engine:cpu', 'model:cnn']
  const report = (broken?: string): DoctorReport => ({
    version: '',
    platform: '',
    checks: [...needed, 'engine:webgpu', 'electron'].map(name => ({
      name,
      ok: needed.includes(name) && name !== broken,
      detail: '',
      remedy: ''
    }))
  })
  expect(canAnalyse(report())).toBe(true)
  for (const name of needed) expect(canAnalyse(report(name))).toBe(false)
})

function refusal(open: () => unknown): unknown {
  try {
    open()
  } catch (error) {
    return error
  }
  throw new Error('It was opened.')
}
