/**
 * The region report: gathers all data on a run, its slide and its review, and passes it to the
 * layout.
 */
import { join } from 'node:path'
import { DuctalError, failureOf } from '../../../../contract/errors.ts'
import type { Target } from '../../../../contract/files/target.ts'
import { isModelOf } from '../../../../contract/models/identity.ts'
import type { Region } from '../../../../contract/review/region.ts'
import type { ReportRequest, ReportWritten } from '../../../../contract/review/report.ts'
import type { Correction } from '../../../../contract/review/review.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { cellsWithin } from '../../../../geometry/cells.ts'
import type { Context } from '../../context.ts'
import { flagGrid, probabilityGrid } from '../../heatmap/grid.ts'
import { usedModel } from '../../models/records.ts'
import { type LayoutRequest, reportFormat, writeReport } from '../../reports/formats.ts'
import { errorPage } from '../../reports/html/html.ts'
import type { Cut } from '../../reports/pictures.ts'
import { listSignatures } from '../../review/audit/signatures.ts'
import { listComments } from '../../review/comments.ts'
import { listClasses } from '../../review/regions/classes.ts'
import { measure } from '../../review/regions/measures.ts'
import { regionsOf } from '../../review/regions/records.ts'
import { getReview, listCorrections } from '../../review/summary.ts'
import { getRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import { getSlide } from '../../slides/records.ts'
import { requireSameContent, withSameContent } from '../slides/identity.ts'
import { view } from '../view.ts'

type Services = Pick<Context, 'db' | 'pool' | 'events' | 'models' | 'resources' | 'version' | 'log'>

/**
 * Writes a report to a file.
 * @throws DuctalError run/not-finished if there is nothing to report yet; export/…, disk/full
 */
export async function saveReport(
  context: Services & Pick<Context, 'saving'>,
  { format, to, ...asked }: ReportRequest & { format: string; to: Target },
  signal: AbortSignal
): Promise<ReportWritten> {
  const { document } = reportFormat(format)
  const place = await context.saving.place({ to, extension: format, stem: `report-${asked.runId}` })
  const request = await gather(context, asked, signal)
  const written = await writeReport(request, format, place)
  return { ...written, lacks: document && !request.cut ? withoutPictures(request.source.slide) : null }
}

/**
 * Returns the HTML that saving would write, for preview, or an error page with the reason there is
 * no report.
 */
export async function previewOf(
  context: Services,
  asked: ReportRequest,
  signal: AbortSignal
): Promise<Uint8Array> {
  try {
    const parts: Buffer[] = []
    for await (const piece of reportFormat('html').pieces(await gather(context, asked, signal)))
      parts.push(Buffer.from(piece))
    return Buffer.concat(parts)
  } catch (error) {
    const { code, message } = failureOf(error)
    if (code === 'internal') context.log(`report of run ${asked.runId}`, error)
    return Buffer.from(errorPage(message))
  }
}

const withoutPictures = ({ path, changed }: Slide) =>
  `The report has no pictures of the slide, because ${changed ? `${path} has changed since its analysis` : `the slide file is no longer at ${path}`}.`

async function gather(
  context: Services,
  { runId, pictures }: ReportRequest,
  signal: AbortSignal
): Promise<LayoutRequest> {
  const { db, version } = context
  const run = getRun(db, runId)
  if (run.status !== 'done' && run.patches === 0)
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} has no result yet (status: ${run.status}). Resume it and wait for its first tiles.`
    )
  const known = getSlide(db, run.slideId)
  const cut = (await isThere(context, known, signal)) ? cutOf(context, known, signal) : null
  const models = await context.models()
  // No await from here on, so that the data stays consistent.
  // Read again: that the slide changed may have been noticed just now.
  const slide = getSlide(db, run.slideId)
  const review = getReview(db, run)
  const grid = probabilityGrid(db, runId, run.grid)
  const flags = run.quality && flagGrid(db, runId, run.grid)
  return {
    source: {
      run,
      slide: { ...slide, missing: cut === null },
      model: usedModel(db, run.modelSha256),
      installed: models.find(model => isModelOf(model, run.modelSha256)) ?? null,
      tiles: listTiles(db, runId),
      version,
      grid,
      flags,
      review,
      regions: [...regionsOf(db, runId)],
      classes: listClasses(db),
      measure: ({ geometry }) => measure(db, run, review.threshold, geometry),
      peak: region => peakOf(region, run, grid),
      flagged: region => flags && flaggedIn(region, run, flags),
      comments: listComments(db, runId),
      corrections: { [Symbol.iterator]: () => correctionsOf(context, run) },
      signatures: listSignatures(db, runId),
      madeAt: new Date()
    },
    pictures: { most: pictures ?? null },
    cut,
    fonts: join(context.resources, 'fonts')
  }
}

/** Whether the slide is still the analysed one; images of any other would be wrong. */
async function isThere(context: Services, slide: Slide, signal: AbortSignal) {
  if (slide.missing) return false
  try {
    await requireSameContent(context, slide.id, signal)
    return true
  } catch (error) {
    if (error instanceof DuctalError && /^(slide|path)\//.test(error.code)) return false
    throw error
  }
}

const cutOf =
  (context: Services, { id }: Slide, signal: AbortSignal): Cut =>
  (box, width, height) =>
    withSameContent(context, id, signal, ({ slide: { path, kind }, stamp }) =>
      view(context, 'picture', { path, stamp, kind, box, width, height }, signal)
    )

/** Returns the most probable patch whose centre lies within a region; the first of equals. */
function peakOf({ geometry }: Region, run: Run, grid: Float32Array) {
  let best: { row: number; col: number; probability: number } | null = null
  for (const { row, fromCol, toCol } of cellsWithin(geometry, run.grid))
    for (let col = fromCol; col <= toCol; col++) {
      const probability = grid[row * run.grid.cols + col]!
      if (probability >= 0 && probability > (best?.probability ?? -1)) best = { row, col, probability }
    }
  return best
}

/** Counts the patches with a quality flag whose centre lies within a region. */
function flaggedIn({ geometry }: Region, { grid }: Run, flags: Uint8Array): number {
  let found = 0
  for (const { row, fromCol, toCol } of cellsWithin(geometry, grid))
    for (let col = fromCol; col <= toCol; col++) if (flags[row * grid.cols + col]! > 0) found++
  return found
}

const page = 10_000

function* correctionsOf({ db }: Services, run: Run): Generator<Correction> {
  let after: { row: number; col: number } | undefined
  while (true) {
    const found = listCorrections(db, run, after, page)
    yield* found
    after = found.at(-1)
    if (found.length < page) return
  }
}
