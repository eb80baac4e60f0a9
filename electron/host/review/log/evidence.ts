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
/** Bytes of a patch: those of {@link Evidence}, then the network's own probability and the flag. */
const [few, all] = [16, 28]

/**
 * Digests the predictions of a run in one pass.
 * @returns `predictions` as in {@link Evidence}; `everything` over 28 bytes per patch, which are
 *   followed by the network's own probability as float64 and the quality flag as int32, −1 for none
 */
export function digestsOf(db: ReadableDb, runId: number): { predictions: Evidence; everything: Evidence } {
  const rows = db.prepare(`SELECT row, col, probability, coalesce(network, -1), coalesce(flag, -1)
    FROM predictions WHERE run_id = ? ORDER BY row, col`)
  const [short, long] = [new Digest(few), new Digest(all)]
  for (const [row, col, probability, network, flag] of numbers('predictions', 5, rows, runId)) {
    const { bytes, at } = short.next()
    bytes.writeUInt32LE(row, at)
    bytes.writeUInt32LE(col, at + 4)
    bytes.writeDoubleLE(probability, at + 8)
    const whole = long.next()
    bytes.copy(whole.bytes, whole.at, at, at + few)
    whole.bytes.writeDoubleLE(network, whole.at + few)
    whole.bytes.writeInt32LE(flag, whole.at + few + 8)
  }
  return { predictions: short.end(), everything: long.end() }
}

export const evidenceOf = (db: ReadableDb, runId: number): Evidence => digestsOf(db, runId).predictions

/** Hashes records of equal size, page by page. */
class Digest {
  readonly #hash = createHash('sha256')
  readonly #bytes: Buffer
  readonly #size: number
  #at = 0
  #count = 0

  constructor(size: number) {
    this.#size = size
    this.#bytes = Buffer.alloc(size * page)
  }

  /** Returns room for the next record. */
  next(): { bytes: Buffer; at: number } {
    if (this.#at === this.#bytes.length) {
      this.#hash.update(this.#bytes)
      this.#at = 0
    }
    const at = this.#at
    this.#at += this.#size
    this.#count++
    return { bytes: this.#bytes, at }
  }

  end(): Evidence {
    const sha256 = this.#hash.update(this.#bytes.subarray(0, this.#at)).digest('hex')
    return { patches: this.#count, sha256 }
  }
}
