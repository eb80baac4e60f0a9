import { patchEdge } from '../../evaluation/data/patches.ts'
import { between, type Random } from '../../evaluation/random.ts'

/** How strongly a patch may have been compressed. */
export interface Jpeg {
  /** Lowest quality, 1–100 on the scale of the Independent JPEG Group. */
  quality: number
}

/** Above this quality the loss is invisible. */
const highest = 95
const block = 8
/** Edge of the patch, rounded up to whole blocks. */
const padded = Math.ceil(patchEdge / block) * block

/** Quantisation tables of brightness and colour, by frequency (ITU-T T.81, Annex K). */
const brightness = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99
]
const colour = Array.from({ length: block * block }, (_, i) => {
  const [row, column] = [Math.floor(i / block), i % block]
  const first = [
    [17, 18, 24, 47],
    [18, 21, 26, 66],
    [24, 26, 56, 99],
    [47, 66, 99, 99]
  ]
  return first[row]?.[column] ?? 99
})

/** Orthonormal DCT-II: row = frequency, column = position. */
const forth = Float32Array.from({ length: block * block }, (_, i) => {
  const [frequency, place] = [Math.floor(i / block), i % block]
  const scale = Math.sqrt((frequency === 0 ? 1 : 2) / block)
  return scale * Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * block))
})

const back = Float32Array.from(forth, (_, i) => forth[(i % block) * block + Math.floor(i / block)] as number)

/**
 * Applies the loss of JPEG compression to one patch in place, at a random quality. Rounds
 * frequencies by the tables of the standard, without colour subsampling. The remaining steps of
 * JPEG lose nothing and are left out. Using no library keeps a training independent of a library's
 * version.
 */
export function compress(pixels: Uint8Array, { quality }: Jpeg, random: Random): void {
  const drawn = Math.round(between(random, Math.min(quality, highest), highest))
  const planes = planesOf(pixels)
  planes.forEach((plane, channel) => {
    coarsen(plane, scaled(channel === 0 ? brightness : colour, drawn))
  })
  writeBack(planes as [Float32Array, Float32Array, Float32Array], pixels)
}

/** Scales a table to a quality, as libjpeg's `jpeg_quality_scaling` does. */
function scaled(table: number[], quality: number): Float32Array {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
  return Float32Array.from(table, step => Math.max(1, Math.min(255, Math.floor((step * percent + 50) / 100))))
}

/** Brightness, blue and red difference (JFIF), centred on zero. Edge pixels are repeated. */
function planesOf(pixels: Uint8Array): Float32Array[] {
  const planes = [0, 1, 2].map(() => new Float32Array(padded * padded))
  for (let y = 0; y < padded; y++)
    for (let x = 0; x < padded; x++) {
      const from = (Math.min(y, patchEdge - 1) * patchEdge + Math.min(x, patchEdge - 1)) * 3
      const [red, green, blue] = [pixels[from], pixels[from + 1], pixels[from + 2]] as [
        number,
        number,
        number
      ]
      const to = y * padded + x
      ;(planes[0] as Float32Array)[to] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue) - 128
      ;(planes[1] as Float32Array)[to] = Math.round(-0.168736 * red - 0.331264 * green + 0.5 * blue)
      ;(planes[2] as Float32Array)[to] = Math.round(0.5 * red - 0.418688 * green - 0.081312 * blue)
    }
  return planes
}

function writeBack([light, blues, reds]: [Float32Array, Float32Array, Float32Array], pixels: Uint8Array) {
  const level = (value: number) => Math.max(0, Math.min(255, Math.round(value)))
  for (let y = 0; y < patchEdge; y++)
    for (let x = 0; x < patchEdge; x++) {
      const from = y * padded + x
      const [grey, blue, red] = [(light[from] as number) + 128, blues[from] as number, reds[from] as number]
      const to = (y * patchEdge + x) * 3
      pixels[to] = level(grey + 1.402 * red)
      pixels[to + 1] = level(grey - 0.344136 * blue - 0.714136 * red)
      pixels[to + 2] = level(grey + 1.772 * blue)
    }
}

/** Transforms each block to frequencies, rounds them to the table's steps, and transforms back. */
function coarsen(plane: Float32Array, steps: Float32Array): void {
  const values = new Float32Array(block * block)
  const half = new Float32Array(block * block)
  for (let top = 0; top < padded; top += block)
    for (let left = 0; left < padded; left += block) {
      for (let i = 0; i < values.length; i++)
        values[i] = plane[(top + (i >> 3)) * padded + left + (i & 7)] as number
      transform(values, half, forth)
      for (let i = 0; i < values.length; i++)
        values[i] = Math.round((values[i] as number) / (steps[i] as number)) * (steps[i] as number)
      transform(values, half, back)
      for (let i = 0; i < values.length; i++)
        plane[(top + (i >> 3)) * padded + left + (i & 7)] = Math.round(values[i] as number)
    }
}

/**
 * Transforms 8×8 values in place by DCT or its inverse: rows, then columns. Each pass transposes
 * its result.
 */
function transform(values: Float32Array, half: Float32Array, table: Float32Array): void {
  pass(values, half, table)
  pass(half, values, table)
}

function pass(from: Float32Array, to: Float32Array, table: Float32Array): void {
  for (let row = 0; row < block; row++)
    for (let out = 0; out < block; out++) {
      let sum = 0
      for (let i = 0; i < block; i++)
        sum += (from[row * block + i] as number) * (table[out * block + i] as number)
      to[out * block + row] = sum
    }
}
