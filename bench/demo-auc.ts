/**
 * How well a model that was trained on real patches separates the demo slide's tumour from the rest of its tissue:
 *   node bench/demo-auc.ts [MODEL, default cnn]
 * Positive: patches of which the truth outline covers half or more. Negative: tissue patches that it does not touch.
 * Tissue: at least 15 % of the patch is stained. Prints one JSON document and asserts nothing.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { Truth } from '../electron/worker/demo/truth.ts'
import { tasks } from '../electron/worker/tasks.ts'

const root = join(import.meta.dirname, '..')
const model = process.argv[2] ?? 'cnn'
const patchUm = 200

interface Patch {
  x: number
  y: number
  covered: number
}

async function loadRaw(image: Sharp) {
  return image.raw().toBuffer({ resolveWithObject: true })
}

/** The tissue patches of a grid, judged on the pyramid's third level: 4 µm per pixel, as the models see it. */
async function patchesOf(path: string, truth: Truth): Promise<Patch[]> {
  const level = await loadRaw(sharp(path, { page: 2 }))
  const { width, height } = level.info
  const scale = truth.width / width
  const polygons = truth.tumour
    .map(points => `<polygon points="${points.map(([x, y]) => `${x / scale},${y / scale}`).join(' ')}"/>`)
    .join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${polygons}</svg>`
  const mask = await loadRaw(sharp(Buffer.from(svg)).extractChannel('alpha'))
  const edge = Math.round(patchUm / (truth.mpp * scale))
  const patches: Patch[] = []
  for (let y = 0; y + edge <= height; y += edge) {
    for (let x = 0; x + edge <= width; x += edge) {
      let stained = 0
      let covered = 0
      for (let row = y; row < y + edge; row++) {
        for (let col = x; col < x + edge; col++) {
          const at = row * width + col
          const [red, green, blue] = level.data.subarray(at * 3, at * 3 + 3)
          if (Math.min(red!, green!, blue!) < 215) stained++
          if (mask.data[at]! > 127) covered++
        }
      }
      if (stained / edge ** 2 >= 0.15)
        patches.push({ x: x * scale, y: y * scale, covered: covered / edge ** 2 })
    }
  }
  return patches
}

/** The chance that a positive scores above a negative; ties count half. */
function areaUnderCurve(positives: number[], negatives: number[]): number {
  let wins = 0
  for (const positive of positives)
    for (const negative of negatives) wins += positive > negative ? 1 : positive === negative ? 0.5 : 0
  return wins / (positives.length * negatives.length)
}

const quantile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]

const folder = await mkdtemp(join(tmpdir(), 'ductal-demo-'))
const signal = new AbortController().signal
const started = performance.now()
const { path } = await tasks.demo({ folder }, signal, () => {})
const seconds = (performance.now() - started) / 1000
const truth = JSON.parse(await readFile(`${path}.truth.json`, 'utf8')) as Truth
const patches = await patchesOf(path, truth)
const { probabilities } = await tasks.infer(
  {
    path,
    kind: 'openslide',
    modelFolder: join(root, 'models', model),
    engine: 'cpu',
    mpp: truth.mpp,
    xs: Float64Array.from(patches, patch => patch.x),
    ys: Float64Array.from(patches, patch => patch.y)
  },
  signal,
  () => {}
)
const positives: number[] = []
const negatives: number[] = []
patches.forEach((patch, i) => {
  if (patch.covered >= 0.5) positives.push(probabilities[i]!)
  else if (patch.covered === 0) negatives.push(probabilities[i]!)
})
console.log(
  JSON.stringify({
    model,
    auc: areaUnderCurve(positives, negatives),
    patches: patches.length,
    tumour: {
      count: positives.length,
      quartiles: [0.25, 0.5, 0.75].map(share => quantile(positives, share))
    },
    rest: {
      count: negatives.length,
      quartiles: [0.25, 0.5, 0.75, 0.95].map(share => quantile(negatives, share))
    },
    written: { bytes: truth.bytes, seconds }
  })
)
await rm(folder, { recursive: true })
process.exit(0)
