// First: no image is decoded before every decoder that is not needed has been blocked.
import '../loaders.ts'
import type { Region } from '../../../contract/review/region.ts'
import type { Correction } from '../../../contract/review/review.ts'
import type { ReportFacts } from '../../../contract/tasks/reports.ts'
import { cellsWithin } from '../../../geometry/cells.ts'
import { storedMeasuresOf } from '../../../geometry/measures.ts'
import type { Request, Tasks } from '../task-types.ts'
import { allow } from '../watchdog.ts'
import { layouts } from './formats.ts'
import type { Cut } from './pictures.ts'
import type { ReportSource } from './source.ts'

/** Bytes that are sent to the host at a time. */
const batch = 1 << 18
/** Processor time that each batch and each image adds to the limit of a report, and each region. */
const secondsPerPart = 2
const secondsPerRegion = 0.05

/** Lays out a report; the host writes it, and provides images and corrections. */
export const report: Tasks['report'] = async (
  { format, facts, most, pictures, fonts },
  signal,
  _report,
  request
) => {
  allow(facts.regions.length * secondsPerRegion)
  const source = sourceOf(facts, request)
  const cut: Cut = (box, width, height) => {
    allow(secondsPerPart)
    return request('picture', { box, width, height })
  }
  const layout = layouts[format]!
  const pieces = layout({ source, pictures: { most }, cut: pictures ? cut : null, fonts })
  for await (const piece of batches(pieces)) {
    signal.throwIfAborted()
    allow(secondsPerPart)
    await request('piece', piece)
  }
  return null
}

/** Joins short texts, to send fewer messages. */
async function* batches(
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>
): AsyncGenerator<string | Uint8Array> {
  let waiting = ''
  for await (const piece of pieces) {
    if (typeof piece === 'string') waiting += piece
    if (waiting.length >= batch || (typeof piece !== 'string' && waiting !== '')) {
      yield waiting
      waiting = ''
    }
    if (typeof piece !== 'string') yield piece
  }
  if (waiting !== '') yield waiting
}

function sourceOf(facts: ReportFacts, request: Request): ReportSource {
  const { run, grid, flags, review } = facts
  const by = { run, values: grid, threshold: review.threshold }
  return {
    ...facts,
    measure: ({ geometry }) => storedMeasuresOf(geometry, by),
    peak: region => peakOf(region, facts),
    flagged: region => flags && flaggedIn(region, facts, flags),
    corrections: { [Symbol.asyncIterator]: () => correctionsOf(request) }
  }
}

async function* correctionsOf(request: Request): AsyncGenerator<Correction> {
  let after: { row: number; col: number } | null = null
  while (true) {
    const found: Correction[] = await request('corrections', after)
    if (found.length === 0) return
    yield* found
    const { row, col } = found.at(-1)!
    after = { row, col }
  }
}

/** Returns the most probable patch whose centre lies within a region; the first of equals. */
function peakOf({ geometry }: Region, { run, grid }: ReportFacts) {
  let best: { row: number; col: number; probability: number } | null = null
  for (const { row, fromCol, toCol } of cellsWithin(geometry, run.grid))
    for (let col = fromCol; col <= toCol; col++) {
      const probability = grid[row * run.grid.cols + col]!
      if (probability >= 0 && probability > (best?.probability ?? -1)) best = { row, col, probability }
    }
  return best
}

/** Counts the patches with a quality flag whose centre lies within a region. */
function flaggedIn({ geometry }: Region, { run: { grid } }: ReportFacts, flags: Uint8Array): number {
  let found = 0
  for (const { row, fromCol, toCol } of cellsWithin(geometry, grid))
    for (let col = fromCol; col <= toCol; col++) if (flags[row * grid.cols + col]! > 0) found++
  return found
}
