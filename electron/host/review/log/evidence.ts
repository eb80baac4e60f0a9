import { createHash } from 'node:crypto'
import type { ReadableDb } from '../../db/connection.ts'
import { numbers } from '../../db/rows.ts'

/**
 * Digest of the model's predictions, stored when a review begins so that later changes are
 * detected.
 */
export interface Evidence {
  patches: number
  /**
   * SHA-256 over 16 bytes per patch, ordered by row and column: row and column as uint32,
   * probability as float64, little-endian.
   */
  sha256: string
}

/** Patches hashed at once. */
const page = 10_000

export function evidenceOf(db: ReadableDb, runId: number): Evidence {
  const rows = db.prepare('SELECT row, col, probability FROM predictions WHERE run_id = ? ORDER BY row, col')
  const hash = createHash('sha256')
  const bytes = Buffer.alloc(16 * page)
  let patches = 0
  let at = 0
  for (const [row, col, probability] of numbers('predictions', 3, rows, runId)) {
    bytes.writeUInt32LE(row, at)
    bytes.writeUInt32LE(col, at + 4)
    bytes.writeDoubleLE(probability, at + 8)
    patches++
    at += 16
    if (at < bytes.length) continue
    hash.update(bytes)
    at = 0
  }
  return { patches, sha256: hash.update(bytes.subarray(0, at)).digest('hex') }
}
