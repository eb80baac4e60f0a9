import { DuctalError } from '../../../contract/errors.ts'

/** Unpacked bytes of a file: a million features take some 500 MB. */
const mostBytes = 4 * 2 ** 30
/** Bytes of one feature, all of which is held in memory: an outline of some million points. */
const mostFeatureBytes = 128 * 2 ** 20
/** Lists and objects within each other; a feature of GeoJSON needs ten. */
const mostDepth = 64

const [quote, backslash] = [0x22, 0x5c]
/** Brackets and braces of ASCII differ in this bit. */
const brace = 0x20
const [opening, closing] = [0x5b | brace, 0x5d | brace]

/** Keeps a file of JSON, which is parsed in the host, from filling its memory. */
export class JsonBounds {
  readonly #file: string
  #bytes = 0
  #sinceFeature = 0
  #depth = 0
  #inText = false
  #escaped = false

  constructor(file: string) {
    this.#file = file
  }

  /** @throws DuctalError import/too-many, import/not-geojson */
  add(chunk: Buffer): void {
    this.#bytes += chunk.length
    this.#sinceFeature += chunk.length
    if (this.#bytes > mostBytes || this.#sinceFeature > mostFeatureBytes)
      throw new DuctalError(
        'import/too-many',
        `Nothing was imported: ${this.#file} ${this.#bytes > mostBytes ? 'has more than 4 GB' : 'has a feature of more than 128 MB'}. Export fewer or simpler annotations.`
      )
    for (const byte of chunk) this.#byte(byte)
    if (this.#depth > mostDepth)
      throw new DuctalError(
        'import/not-geojson',
        `Nothing was imported: ${this.#file} has more than ${mostDepth} lists within each other, which GeoJSON has not.`
      )
  }

  /** Called with every feature of the file. */
  feature(): void {
    this.#sinceFeature = 0
  }

  #byte(byte: number): void {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inText = false
    } else if (byte === quote) this.#inText = true
    else if ((byte | brace) === opening) this.#depth++
    else if ((byte | brace) === closing) this.#depth--
  }
}
