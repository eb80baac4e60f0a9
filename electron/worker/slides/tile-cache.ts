import sharp from 'sharp'
import { tileBytes } from './memory.ts'

// libvips would keep what it decoded, beyond the budget, and by path: of files that have changed.
sharp.cache(false)

/** Something with a size in bytes: pixels, tables of positions. */
interface Sized {
  byteLength: number
}

interface Kept {
  value: Promise<Sized>
  bytes: number
}

/** Kept values, least recently used first. */
const kept = new Map<string, Kept>()
let bytes = 0
let opened = 0

/**
 * Decoded tiles, pictures and tables of one slide, within a budget that all slides of the process
 * share.
 */
export class TileCache {
  readonly #name = `${opened++} `

  /**
   * Returns a value from the cache, or decodes it. Values that cannot be decoded are not kept. A
   * decoding that the caller's signal aborts is repeated for the next caller.
   */
  get<Value extends Sized>(key: string, decode: () => Promise<Value>): Promise<Value> {
    const name = this.#name + key
    const known = kept.get(name)
    if (known) {
      kept.delete(name)
      kept.set(name, known)
      return known.value as Promise<Value>
    }
    const entry: Kept = { value: decode(), bytes: 0 }
    kept.set(name, entry)
    entry.value.then(
      value => {
        if (kept.get(name) !== entry) return
        entry.bytes = value.byteLength
        bytes += entry.bytes
        trim(name)
      },
      () => {
        if (kept.get(name) === entry) kept.delete(name)
      }
    )
    return entry.value as Promise<Value>
  }

  clear(): void {
    for (const name of kept.keys()) if (name.startsWith(this.#name)) drop(name)
  }
}

/** Bytes that are kept at present. */
export const keptBytes = (): number => bytes

/**
 * Drops the least recently used values until the rest fits.
 * @param newest stays even if it alone exceeds the budget, as it would be decoded for each tile
 */
function trim(newest: string): void {
  for (const [name, entry] of kept) {
    if (bytes <= tileBytes) return
    if (name !== newest && entry.bytes > 0) drop(name)
  }
}

function drop(name: string): void {
  bytes -= kept.get(name)?.bytes ?? 0
  kept.delete(name)
}
