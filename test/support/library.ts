import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ModelSummary } from '../../contract/models/model.ts'
import type { SlideFacts } from '../../contract/slides/facts.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { keepModel } from '../../electron/host/models/records.ts'
import { planTiles } from '../../electron/host/runs/plan.ts'
import { insertRun, type NewRun } from '../../electron/host/runs/records.ts'
import { keepSlide } from '../../electron/host/slides/records.ts'

export const migrationsFolder = join(import.meta.dirname, '..', '..', 'migrations')

/** An empty folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ductal-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A real library, new unless `folder` already has one; closed after the test. */
export function temporaryLibrary(folder = temporaryFolder()) {
  const library = openLibrary(folder, migrationsFolder)
  onTestFinished(() => library.close())
  return library.db
}

export const slideFacts = (overrides: Partial<SlideFacts> = {}): SlideFacts => ({
  kind: 'image',
  vendor: 'aperio',
  fingerprint: `sha256:${'a'.repeat(64)}`,
  former: null,
  stamp: 'stamp',
  width: 40_000,
  height: 30_000,
  mpp: 0.25,
  mppSource: 'file',
  levels: [{ width: 40_000, height: 30_000, downsample: 1 }],
  truth: null,
  synthetic: false,
  patches: null,
  reader: { name: 'openslide', version: '4.0.1' },
  profile: null,
  orientation: 1,
  notes: [],
  doubts: [],
  ...overrides
})

export const modelSummary = (overrides: Partial<ModelSummary> = {}): ModelSummary => ({
  name: 'cnn',
  title: 'Small CNN',
  folder: '/models/cnn',
  origin: 'shipped',
  isDefault: false,
  version: '1.0.0',
  architecture: 'cnn',
  classes: ['IDC negative', 'IDC positive'],
  mpp: 4,
  patch: 50,
  threshold: 0.5,
  screening: null,
  calibration: { kind: 'none' },
  parameters: 1000,
  weightsSha256: 'b'.repeat(64),
  identity: 'b'.repeat(64),
  protocol: 'by patient',
  seen: { trained: [], validated: [] },
  card: '',
  failure: null,
  ...overrides
})

/**
 * A run over a grid of `cols` × `rows` patches, all of them tissue unless `wanted` excludes them.
 */
export function newRun(
  db: ReturnType<typeof temporaryLibrary>,
  {
    cols = 40,
    rows = 20,
    wanted = (_row: number, _col: number): boolean => true,
    overrides = {} as Partial<NewRun>
  } = {}
) {
  const slide = keepSlide(db, '/slides/one.svs', slideFacts(), undefined)
  keepModel(db, modelSummary())
  const grid = { originX: 0, originY: 0, stride: 800, patch: 800, cols, rows }
  return insertRun(db, {
    slide: { id: slide.id, fingerprint: slide.fingerprint, mpp: 0.25, mppSource: 'file' },
    modelSha256: modelSummary().identity,
    engine: 'auto',
    parameters: { stride: 50, threshold: 0.5, thresholdSource: 'model', tissueThreshold: 20 },
    calibration: { kind: 'none' },
    grid,
    tiles: planTiles(grid, wanted),
    tissue: { foundMm2: 30, sparseMm2: 0.5 },
    seconds: { open: 0.1, tissue: 0.2 },
    software: '0.0.0',
    ...overrides
  })
}
