/**
 * Measures how well a model trained on real patches separates the demo slide's tumour from the rest
 * of its tissue:
 *    node bench/demo-auc.ts [MODEL, default cnn]
 * Positive: patches of which the true outline covers half or more. Negative: tissue patches that it
 * does not touch. Tissue: at least 15 % of the patch is stained. Prints one JSON document and
 * asserts nothing.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Truth } from '../demo/truth.ts'
import { pixelTasks as tasks } from '../electron/worker/pixel-tasks.ts'
import { demoPatches } from '../test/support/demoPatches.ts'

const root = join(import.meta.dirname, '..')
const model = process.argv[2] ?? 'cnn'

/** Probability that a positive scores above a negative; ties count half. */
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
const patches = await demoPatches(path, truth)
const { probabilities } = await tasks.infer(
  {
    path,
    kind: 'image',
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
