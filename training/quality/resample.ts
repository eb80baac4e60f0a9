/** Resampling kernel: the weight of a pixel by its distance in pixels, and the largest distance. */
export interface Kernel {
  readonly name: string
  readonly reach: number
  weight(distance: number): number
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

/** Takes one pixel and drops the others. */
export const point: Kernel = { name: 'point', reach: 0, weight: () => 1 }
/** Mean over the area, as this program reads slides. */
export const area: Kernel = { name: 'area', reach: 0.5, weight: x => (Math.abs(x) <= 0.5 ? 1 : 0) }
export const linear: Kernel = { name: 'linear', reach: 1, weight: x => Math.max(0, 1 - Math.abs(x)) }
/** Catmull-Rom. */
export const cubic: Kernel = {
  name: 'cubic',
  reach: 2,
  weight(x) {
    const distance = Math.abs(x)
    if (distance < 1) return (1.5 * distance - 2.5) * distance * distance + 1
    return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0
  }
}
export const lanczos: Kernel = {
  name: 'lanczos',
  reach: 3,
  weight: x => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0)
}

/** Gaussian with a deviation in pixels, as in an image out of focus. */
export const gaussian = (deviation: number): Kernel => ({
  name: `gaussian ${deviation}`,
  reach: 3 * deviation,
  weight: x => Math.exp(-((x / deviation) ** 2) / 2)
})

export interface Image {
  /** RGB, row by row. */
  pixels: Uint8Array
  width: number
  height: number
}

/** Position of the result's pixels on the image. */
export interface Window {
  left: number
  top: number
  /** Image pixels per pixel of the result: 2 halves the size, 0.5 doubles it. */
  scale: number
  edge: number
}

/** Resamples a square part of an image to another scale. The image is mirrored beyond its edges. */
export function resample(image: Image, { left, top, scale, edge }: Window, kernel: Kernel): Uint8Array {
  const across = taps(left, scale, edge, image.width, kernel)
  const down = taps(top, scale, edge, image.height, kernel)
  const width = edge * 3
  const lines = new Float32Array(image.height * width)
  for (let y = 0; y < image.height; y++) shrinkRow(image, y, across, lines)
  const result = new Uint8Array(edge * width)
  const sums = new Float64Array(width)
  for (let row = 0; row < edge; row++) {
    sums.fill(0)
    for (let tap = row * down.size; tap < (row + 1) * down.size; tap++) {
      const weight = down.weights[tap] as number
      if (weight === 0) continue
      const from = (down.places[tap] as number) * width
      for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + weight * (lines[from + i] as number)
    }
    for (let i = 0; i < width; i++)
      result[row * width + i] = Math.max(0, Math.min(255, Math.round(sums[i] as number)))
  }
  return result
}

function shrinkRow({ pixels, width }: Image, y: number, across: Taps, lines: Float32Array): void {
  const count = across.places.length / across.size
  let to = y * count * 3
  for (let column = 0; column < count; column++) {
    let [red, green, blue] = [0, 0, 0]
    for (let tap = column * across.size; tap < (column + 1) * across.size; tap++) {
      const weight = across.weights[tap] as number
      const from = (y * width + (across.places[tap] as number)) * 3
      red += weight * (pixels[from] as number)
      green += weight * (pixels[from + 1] as number)
      blue += weight * (pixels[from + 2] as number)
    }
    lines[to++] = red
    lines[to++] = green
    lines[to++] = blue
  }
}

/** Image pixels for each pixel of the result: `size` for each, with weights that sum to 1. */
interface Taps {
  size: number
  places: Int32Array
  weights: Float64Array
}

function taps(start: number, scale: number, count: number, length: number, kernel: Kernel): Taps {
  const stretch = Math.max(1, scale)
  const reach = kernel.reach * stretch
  const size = Math.floor(2 * reach) + 2
  const found = { size, places: new Int32Array(count * size), weights: new Float64Array(count * size) }
  for (let i = 0; i < count; i++) {
    const middle = start + (i + 0.5) * scale - 0.5
    const first = Math.ceil(middle - reach)
    const weights = Array.from({ length: size }, (_, tap) =>
      first + tap <= middle + reach ? kernel.weight((first + tap - middle) / stretch) : 0
    )
    const sum = weights.reduce((sum, weight) => sum + weight, 0)
    weights.forEach((weight, tap) => {
      found.places[i * size + tap] = mirrored(first + tap, length)
      found.weights[i * size + tap] = sum === 0 ? 0 : weight / sum
    })
    if (sum !== 0) continue
    found.places[i * size] = mirrored(Math.round(middle), length)
    found.weights[i * size] = 1
  }
  return found
}

function mirrored(place: number, length: number): number {
  const inside = place < 0 ? -1 - place : place >= length ? 2 * length - 1 - place : place
  return Math.max(0, Math.min(length - 1, inside))
}
