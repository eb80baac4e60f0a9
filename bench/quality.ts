/**
 * Measures what the quality check costs: milliseconds of CPU time on one core per patch.
 *    node bench/quality.ts [ROUNDS, default 9]
 * `features` is the feature extraction alone, `all` the whole check. Uses the patches of patient
 * 8867 if ../shared/data has them, else synthetic ones. Prints one JSON document.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkedBytes, featuresOf, qualityFeatures } from '../engine/quality/features.ts'
import { QualityCheck } from '../engine/quality/quality.ts'
import { loadPatches } from '../evaluation/data/load.ts'
import { integer, randomOf } from '../evaluation/random.ts'
import { spreadOf } from './engine/figures.ts'

const rounds = Number(process.argv[2] ?? 9)
const folder = join(import.meta.dirname, '..', '..', 'shared', 'data', 'idc', '8867')
const most = 1500

/** Synthetic patches: pink with dark spots. */
function drawn(): Uint8Array {
  const random = randomOf('bench quality')
  const pixels = new Uint8Array(most * checkedBytes)
  for (let i = 0; i < pixels.length; i += 3)
    pixels.set(
      (random() < 0.3 ? [110, 70, 150] : [215, 165, 205]).map(level => level + integer(random, 40)),
      i
    )
  return pixels
}

const isReal = existsSync(folder)
const { pixels } = isReal ? await loadPatches(folder) : { pixels: drawn() }
const count = Math.min(most, pixels.length / checkedBytes)
const patches = pixels.subarray(0, count * checkedBytes)
const check = new QualityCheck()
const features = new Float32Array(qualityFeatures)

/** Milliseconds per patch; drops the first round, which includes compilation. */
function timed(work: () => void) {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000 / count)
  }
  return spreadOf(times.slice(1))
}

console.log(
  JSON.stringify({
    patches: count,
    source: isReal ? 'patches of patient 8867' : 'drawn',
    millisecondsPerPatch: {
      features: timed(() => {
        for (let patch = 0; patch < count; patch++) featuresOf(patches, patch * checkedBytes, features)
      }),
      all: timed(() => check.check(patches, count))
    }
  })
)
