import { join } from 'node:path'
import { openLibrary } from '../../electron/host/db/open.ts'
import { keepModel } from '../../electron/host/models/records.ts'
import { planTiles } from '../../electron/host/runs/plan.ts'
import { insertRun } from '../../electron/host/runs/records.ts'

/** The model that the run names; nothing was inferred. */
const model = {
  name: 'synthetic',
  title: 'Synthetic',
  folder: '',
  origin: 'shipped' as const,
  isDefault: false,
  version: '1',
  architecture: 'none',
  classes: ['IDC negative', 'IDC positive'],
  mpp: 4,
  patch: 50,
  threshold: 0.5,
  parameters: 0,
  weightsSha256: '0'.repeat(64),
  identity: '0'.repeat(64),
  screening: null,
  seen: { trained: [], validated: [] },
  protocol: 'none',
  card: '',
  calibration: { kind: 'none' as const },
  failure: null
}

/** Approximate number of cells; the exact number depends on the demo slide's shape. */
const wanted = 1_000_000

/** Smooth hills with noise, 0–1. */
function probabilityAt(row: number, col: number): number {
  const hills = Math.sin(row / 37) * Math.cos(col / 53) + Math.sin((row + col) / 91)
  const noise = (((row * 7919 + col * 104729) % 1000) / 1000 - 0.5) * 0.3
  return Math.min(1, Math.max(0, 0.5 + hills / 4 + noise))
}

/**
 * Adds an analysis of about a million cells to the demo slide of a library that no process has
 * open. Returns the number of cells.
 */
export function addMillion(data: string): number {
  const library = openLibrary(data, join(import.meta.dirname, '..', '..', 'migrations'))
  try {
    const { db } = library
    const slide = db.prepare(`SELECT * FROM slides WHERE path LIKE '%ductal-demo.tiff'`).get() as {
      id: number
      fingerprint: string
      width: number
      height: number
      mpp: number
    }
    keepModel(db, model)
    const stride = Math.sqrt((slide.width * slide.height) / wanted)
    const grid = {
      originX: 0,
      originY: 0,
      stride,
      patch: stride,
      cols: Math.ceil(slide.width / stride),
      rows: Math.ceil(slide.height / stride)
    }
    const run = insertRun(db, {
      slide: { id: slide.id, fingerprint: slide.fingerprint, mpp: slide.mpp, mppSource: 'file' },
      modelSha256: model.identity,
      engine: 'auto',
      parameters: { stride: 50, threshold: 0.5, thresholdSource: 'model', tissueThreshold: 20 },
      calibration: { kind: 'none' },
      grid,
      tiles: planTiles(grid, () => true),
      tissue: null,
      seconds: { open: 0, tissue: 0 },
      software: 'bench'
    })
    const insert = db.prepare('INSERT INTO predictions (run_id, row, col, probability) VALUES (?, ?, ?, ?)')
    db.transaction(() => {
      for (let row = 0; row < grid.rows; row++)
        for (let col = 0; col < grid.cols; col++) insert.run(run.id, row, col, probabilityAt(row, col))
      db.prepare(`UPDATE tiles SET state = 'done', judged = patches WHERE run_id = ?`).run(run.id)
      db.prepare(`UPDATE runs SET status = 'done' WHERE id = ?`).run(run.id)
    })()
    return grid.cols * grid.rows
  } finally {
    library.close()
  }
}
