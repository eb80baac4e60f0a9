import type { NetworkExplanation } from './step-contributions.ts'

/** The patch's edge measured in squares; neighbouring squares overlap by half. */
const parts = 5

/**
 * Explains a patch by covering one square after another with the patch's mean colour and measuring
 * how much the probability falls.
 * @param patch edge × edge × 3 levels, RGB
 * @param predict the network
 */
export async function explainByOcclusion(
  patch: Uint8Array,
  edge: number,
  predict: (patches: Uint8Array, count: number) => Promise<Float32Array>
): Promise<NetworkExplanation> {
  const square = Math.max(1, Math.round(edge / parts))
  const places = placesOf(edge, square)
  const covered = new Uint8Array((places.length + 1) * patch.length)
  covered.set(patch)
  const mean = meanColour(patch)
  places.forEach(([left, top], i) => {
    const copy = covered.subarray((i + 1) * patch.length, (i + 2) * patch.length)
    copy.set(patch)
    for (let y = top; y < top + square; y++)
      for (let x = left; x < left + square; x++) copy.set(mean, (y * edge + x) * 3)
  })
  const [whole, ...without] = await predict(covered, places.length + 1)
  return { kind: 'occlusion', map: fallOf(places, square, edge, whole!, without), windows: null }
}

function placesOf(edge: number, square: number): [number, number][] {
  const step = Math.max(1, Math.floor(square / 2))
  const offsets: number[] = []
  for (let at = 0; at < edge - square; at += step) offsets.push(at)
  offsets.push(edge - square)
  return offsets.flatMap(top => offsets.map((left): [number, number] => [left, top]))
}

function meanColour(patch: Uint8Array): Uint8Array {
  const sums = [0, 0, 0]
  patch.forEach((level, i) => {
    sums[i % 3]! += level
  })
  return Uint8Array.from(sums, sum => Math.round((sum * 3) / patch.length))
}

/** Returns for each pixel the mean fall in probability over the squares that cover it. */
function fallOf(
  places: [number, number][],
  square: number,
  edge: number,
  whole: number,
  without: number[]
): Float32Array {
  const sums = new Float32Array(edge * edge)
  const counts = new Uint16Array(edge * edge)
  places.forEach(([left, top], i) => {
    for (let y = top; y < top + square; y++)
      for (let x = left; x < left + square; x++) {
        sums[y * edge + x]! += whole - without[i]!
        counts[y * edge + x]!++
      }
  })
  return sums.map((sum, pixel) => sum / counts[pixel]!)
}
