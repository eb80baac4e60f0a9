import { DuctalError } from '../../../contract/errors.ts'

/** Unpacked bytes of a file: a million features take some 500 MB. */
const mostBytes = 2 ** 30
/** Bytes of one feature, all of which is held in memory: an outline of a million points. */
const mostFeatureBytes = 32 * 2 ** 20
/**
 * A file that unpacks to more than so many times its size is no list of regions; those shrink to a
 * tenth or so. Small files may.
 */
const mostUnpacking = 100
const smallBytes = 64 * 2 ** 20
/** Lists and objects within each other; a feature of GeoJSON needs ten. */
const mostDepth = 64

const [quote, backslash] = [0x22, 0x5c]
/** Brackets and braces of ASCII differ in this bit. */
const brace = 0x20
const [opening, closing] = [0x5b | brace, 0x5d | brace]

/** Keeps a file of JSON from filling the memory of its process. */
export class JsonBounds {
  readonly #file: string
  readonly #size: number
  #bytes = 0
  #sinceFeature = 0
  #depth = 0
  #deepest = 0
  #inText = false
  #escaped = false

  /** @param size bytes of the file, compressed or not */
  constructor(file: string, size: number) {
    this.#file = file
    this.#size = size
  }

  /** @throws DuctalError import/too-many, import/not-geojson */
  add(chunk: Buffer): void {
    this.#bytes += chunk.length
    this.#sinceFeature += chunk.length
    const excess = this.#excess()
    if (excess)
      throw new DuctalError(
        'import/too-many',
        `Nothing was imported: ${this.#file} ${excess}. Export fewer or simpler annotations.`
      )
    for (const byte of chunk) this.#byte(byte)
    if (this.#deepest > mostDepth)
      throw new DuctalError(
        'import/not-geojson',
        `Nothing was imported: ${this.#file} has more than ${mostDepth} lists within each other, which GeoJSON has not.`
      )
  }

  /** Called with every feature of the file. */
  feature(): void {
    this.#sinceFeature = 0
  }

  #excess(): string | undefined {
    if (this.#bytes > mostBytes) return 'has more than 1 GB of content'
    if (this.#bytes > smallBytes && this.#bytes > this.#size * mostUnpacking)
      return `unpacks to more than ${mostUnpacking} times its size`
    return this.#sinceFeature > mostFeatureBytes ? 'has a feature of more than 32 MB' : undefined
  }

  #byte(byte: number): void {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inText = false
    } else if (byte === quote) this.#inText = true
    else if ((byte | brace) === opening) this.#deepest = Math.max(this.#deepest, ++this.#depth)
    else if ((byte | brace) === closing) this.#depth--
  }
}
