/** Bytes of decoded tiles that a process keeps for all slides that our own readers have open. */
const mostBytes = 128 * 2 ** 20

interface Kept {
  pixels: Promise<Uint8Array | Uint16Array>
  bytes: number
}

/** Kept tiles, least recently used first. */
const kept = new Map<string, Kept>()
let bytes = 0
let opened = 0

/** Decoded tiles of one slide, within a budget that all slides of the process share. */
export class TileCache {
  readonly #name = `${opened++} `

  /**
   * Returns a tile from the cache, or decodes it. Tiles that cannot be decoded are not kept. A
   * decoding that the caller's signal aborts is repeated for the next caller.
   */
  get<Pixels extends Uint8Array | Uint16Array>(key: string, decode: () => Promise<Pixels>): Promise<Pixels> {
    const name = this.#name + key
    const known = kept.get(name)
    if (known) {
      kept.delete(name)
      kept.set(name, known)
      return known.pixels as Promise<Pixels>
    }
    const entry: Kept = { pixels: decode(), bytes: 0 }
    kept.set(name, entry)
    entry.pixels.then(
      pixels => {
        if (kept.get(name) !== entry) return
        entry.bytes = pixels.byteLength
        bytes += entry.bytes
        trim()
      },
      () => {
        if (kept.get(name) === entry) kept.delete(name)
      }
    )
    return entry.pixels as Promise<Pixels>
  }

  clear(): void {
    for (const name of kept.keys()) if (name.startsWith(this.#name)) drop(name)
  }
}

function trim(): void {
  for (const name of kept.keys()) {
    if (bytes <= mostBytes) return
    drop(name)
  }
}

function drop(name: string): void {
  bytes -= kept.get(name)?.bytes ?? 0
  kept.delete(name)
}
