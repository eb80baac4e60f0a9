/**
 * The region report: gathers all data on a run, its slide and its review, and passes it to the
 * layout.
 */
import { join } from 'node:path'
import { DuctalError, failureOf } from '../../../../contract/errors.ts'
import type { Target } from '../../../../contract/files/target.ts'
import { isModelOf } from '../../../../contract/models/identity.ts'
import { type ReportRequest, type ReportWritten, reportFormat } from '../../../../contract/review/report.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import type { ReportRequests, ReportTask } from '../../../../contract/tasks/reports.ts'
import { errorPage } from '../../../../results/html/error-page.ts'
import type { Context } from '../../context.ts'
import { flagGrid, probabilityGrid } from '../../heatmap/grid.ts'
import { usedModel } from '../../models/records.ts'
import { listSignatures } from '../../review/audit/signatures.ts'
import { listComments } from '../../review/comments.ts'
import { listClasses } from '../../review/regions/classes.ts'
import { regionsOf } from '../../review/regions/records.ts'
import { getReview, listCorrections } from '../../review/summary.ts'
import { getRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import { getSlide } from '../../slides/records.ts'
import { requireSameContent, withSameContent } from '../slides/identity.ts'
import { view } from '../view.ts'
import { Handover } from './handover.ts'

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
  const task = await gather(context, asked, format, signal)
  const written = await place.file(piecesOf(context, task, signal))
  return { ...written, lacks: document && !task.pictures ? withoutPictures(task.facts.slide) : null }
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
    const task = await gather(context, asked, 'html', signal)
    for await (const piece of piecesOf(context, task, signal)) parts.push(Buffer.from(piece))
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
  {
    runId,
    pictures: most = null
  }: Omit<ReportRequest, 'pictures'> & { pictures?: number | null | undefined },
  format: string,
  signal: AbortSignal
): Promise<ReportTask> {
  const { db, version } = context
  const run = getRun(db, runId)
  if (run.status !== 'done' && run.patches === 0)
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} has no result yet (status: ${run.status}). Resume it and wait for its first tiles.`
    )
  const known = getSlide(db, run.slideId)
  const pictures = await isThere(context, known, signal)
  const models = await context.models()
  // No await from here on, so that the data stays consistent.
  // Read again: that the slide changed may have been noticed just now.
  const slide = getSlide(db, run.slideId)
  const review = getReview(db, run)
  const grid = probabilityGrid(db, runId, run.grid)
  const flags = run.quality && flagGrid(db, runId, run.grid)
  return {
    format,
    facts: {
      run,
      slide: { ...slide, missing: !pictures },
      model: usedModel(db, run.modelSha256),
      installed: models.find(model => isModelOf(model, run.modelSha256)) ?? null,
      tiles: listTiles(db, runId),
      version,
      grid,
      flags,
      review,
      regions: [...regionsOf(db, runId)],
      classes: listClasses(db),
      comments: listComments(db, runId),
      signatures: listSignatures(db, runId),
      madeAt: new Date()
    },
    most,
    pictures,
    fonts: join(context.resources, 'fonts')
  }
}

/**
 * Lays out a report in a worker, which may take long, and yields it piece by piece. The worker
 * waits until a piece is taken.
 */
async function* piecesOf(
  context: Services,
  task: ReportTask,
  outer: AbortSignal
): AsyncGenerator<string | Uint8Array> {
  const left = new AbortController()
  const signal = AbortSignal.any([outer, left.signal])
  const pieces = new Handover<string | Uint8Array>()
  const answers: Answers = {
    piece: piece => pieces.give(piece),
    picture: ({ box, width, height }) =>
      withSameContent(context, task.facts.slide.id, signal, ({ slide: { path, kind }, stamp }) =>
        view(context, 'picture', { path, stamp, kind, box, width, height }, signal)
      ),
    corrections: async after => listCorrections(context.db, task.facts.run, after ?? undefined, page)
  }
  const onRequest = (name: string, input: unknown) =>
    (answers[name as keyof Answers] as (input: unknown) => Promise<unknown>)(input)
  pieces.until(context.pool.run('report', task, { queue: 'documents', signal, onRequest }))
  try {
    yield* pieces
  } finally {
    left.abort()
  }
}

type Answers = {
  [N in keyof ReportRequests]: (input: ReportRequests[N]['takes']) => Promise<ReportRequests[N]['gives']>
}

/** Corrections that are sent at a time. */
const page = 10_000

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
