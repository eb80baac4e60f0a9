import type { EngineName } from '../../contract/runs/engine.ts'
import type { Device } from '../../engine/engine.ts'
import type { Entry } from './contender.ts'
import { type Spread, spreadOf } from './figures.ts'
import type { Measurement } from './measurement.ts'

/** The result of another program for the same network and weights, on one thread. */
export interface Comparison {
  batch: number
  patchesPerSecond: Spread
  /** Our speed divided by theirs, round by round. */
  ratio: Spread
  /** Largest difference between our probabilities and theirs. */
  largestDifference: number
}

/** The result of one architecture on one engine. */
export interface BenchRow {
  architecture: string
  engine: EngineName
  batch: number
  patchesPerSecond: Spread
  /** Counts the matrix products only. */
  gflops: Spread
  /** `gflops` as a share of the peak of one core's multiply-adds in WebAssembly; null on a GPU. */
  shareOfPeak: Spread | null
  onnxruntime: Comparison | null
  tensorflow: Comparison | null
}

export function rowOf(
  architecture: string,
  engine: EngineName,
  { kind }: Device,
  measurement: Measurement
): BenchRow {
  const { entries, operations, peaks } = measurement
  const entry = entries.get(engine)!
  const speeds = entry.patchesPerSecond
  const against = (other: Entry | undefined) => (other ? compared(entry, other) : null)
  return {
    architecture,
    engine,
    batch: entry.batch,
    patchesPerSecond: spreadOf(speeds),
    gflops: spreadOf(speeds.map(speed => (speed * operations) / 1e9)),
    shareOfPeak:
      kind === 'gpu' ? null : spreadOf(speeds.map((speed, round) => (speed * operations) / peaks[round]!)),
    onnxruntime: against(entries.get('onnxruntime')),
    tensorflow: against(entries.get('tensorflow alone'))
  }
}

function compared(ours: Entry, theirs: Entry): Comparison {
  return {
    batch: theirs.batch,
    patchesPerSecond: spreadOf(theirs.patchesPerSecond),
    ratio: spreadOf(ours.patchesPerSecond.map((speed, round) => speed / theirs.patchesPerSecond[round]!)),
    largestDifference: Number(difference(ours.output, theirs.output).toExponential(1))
  }
}

/** Compares the patches that both batches have. */
function difference(a: Float32Array, b: Float32Array): number {
  let largest = 0
  for (let i = 0; i < Math.min(a.length, b.length); i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!))
  return largest
}
