import { DuctalError, failureOf } from '../../../contract/errors.ts'
import {
  type QueueRequest,
  queueClasses,
  queueFilters,
  queueOrders,
  queueUnits,
  writeQueue
} from '../../../contract/review/queue.ts'
import { reportPolicy } from '../../../contract/transport/page.ts'
import type { Resource } from '../../../contract/transport/urls.ts'
import type { Context } from '../context.ts'
import { explainError } from '../flows/read-only.ts'
import { previewOf } from '../flows/review/report.ts'
import { patchImageOf } from '../flows/runs/explain.ts'
import { withSameContent } from '../flows/slides/identity.ts'
import { tissueOf } from '../flows/slides/tissue.ts'
import { view } from '../flows/view.ts'
import { flagGrid, probabilityGrid, truthGrid } from '../heatmap/grid.ts'
import { labelGrid } from '../review/labels/records.ts'
import { queueOf } from '../review/queue/queue.ts'
import { getRun } from '../runs/records.ts'
import { patchGrid } from '../slides/patches.ts'
import { getSlide } from '../slides/records.ts'

type Answer = (
  context: Context,
  numbers: number[],
  signal: AbortSignal,
  words: string[]
) => Promise<Omit<Resource, 'status'>>

const binary = 'application/octet-stream'
const bytes = (array: Float32Array | Int8Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Handlers for the URLs of contract/transport/urls.ts. */
const routes: [RegExp, Answer][] = [
  [
    /^data\/runs\/(\d+)\/report\/(all|\d+)$/,
    async (context, [runId, pictures], signal) => ({
      type: 'text/html; charset=utf-8',
      policy: reportPolicy,
      body: await previewOf(
        context,
        { runId: runId!, ...(Number.isFinite(pictures) && { pictures: pictures! }) },
        signal
      )
    })
  ],
  [
    /^data\/slides\/(\d+)\/tiles\/(\d+)\/(\d+)_(\d+)(\/profile)?$/,
    (context, [slideId, level, col, row], signal, words) => {
      const place = { level: level!, col: col!, row: row!, profile: words[4] !== undefined }
      return withSameContent(context, slideId!, signal, ({ slide: { path, kind }, stamp }) =>
        view(context, 'viewerTile', { path, stamp, kind, ...place }, signal)
      )
    }
  ],
  [
    /^data\/slides\/(\d+)\/thumbnail$/,
    async (context, [slideId], signal) => {
      const body = await withSameContent(context, slideId!, signal, ({ slide: { path, kind }, stamp }) =>
        view(context, 'thumbnail', { path, stamp, kind, edge: 512 }, signal)
      )
      return { type: 'image/jpeg', body }
    }
  ],
  [
    /^data\/slides\/(\d+)\/associated\/(\d+)$/,
    async (context, [slideId, index], signal) => {
      const body = await withSameContent(context, slideId!, signal, ({ slide: { path }, stamp }) =>
        view(context, 'associatedImage', { path, stamp, index: index! }, signal)
      )
      return { type: 'image/jpeg', body }
    }
  ],
  [
    /^data\/slides\/(\d+)\/tissue$/,
    async (context, [slideId], signal) => {
      const { scores } = await tissueOf(context, getSlide(context.db, slideId!), signal)
      return { type: binary, body: scores }
    }
  ],
  [
    /^data\/runs\/(\d+)\/grid$/,
    async (context, [runId]) => ({
      type: binary,
      body: bytes(probabilityGrid(context.db, runId!, getRun(context.db, runId!).grid))
    })
  ],
  [
    /^data\/runs\/(\d+)\/patches\/(\d+)_(\d+)$/,
    async (context, [runId, row, col], signal) => {
      const body = await patchImageOf(context, { runId: runId!, row: row!, col: col! }, signal)
      return { type: 'image/png', body }
    }
  ],
  [
    /^data\/runs\/(\d+)\/flags$/,
    async (context, [runId]) => ({
      type: binary,
      body: flagGrid(context.db, runId!, getRun(context.db, runId!).grid)
    })
  ],
  [
    /^data\/runs\/(\d+)\/truth$/,
    async (context, [runId]) => {
      const run = getRun(context.db, runId!)
      const patches = patchGrid(context.db, run.slideId)?.patches ?? []
      return { type: binary, body: bytes(truthGrid(run.grid, patches)) }
    }
  ],
  [
    /^data\/runs\/(\d+)\/labels$/,
    async (context, [runId]) => ({
      type: binary,
      body: labelGrid(context.db, runId!, getRun(context.db, runId!).grid)
    })
  ],
  [
    new RegExp(
      `^data/runs/(\\d+)/queue/${[queueUnits, queueOrders, queueClasses, queueFilters].map(words => `(${words.join('|')})`).join('/')}$`
    ),
    async (context, [runId], _, words) => {
      const [unit, order, classes, filter] = words.slice(1) as [never, never, never, never]
      const request: QueueRequest = { unit, order, classes, filter }
      return { type: binary, body: writeQueue(queueOf(context.db, getRun(context.db, runId!), request)) }
    }
  ],
  [
    /^data\/downloads\/([\da-f-]{36})$/,
    async ({ saving }, _numbers, _signal, [id]) => {
      const download = saving.downloadOf(id!)
      if (download) return { type: binary, download, body: new Uint8Array() }
      throw new DuctalError('path/missing', 'This download is not available any more. Save the file again.')
    }
  ]
]

/** Answers a URL; a failure becomes an HTTP status and a JSON body with code and message. */
export async function resource(context: Context, path: string, signal: AbortSignal): Promise<Resource> {
  try {
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(path)
      if (!match) continue
      const words = match.slice(1)
      return { status: 200, ...(await answer(context, words.map(Number), signal, words)) }
    }
    throw new DuctalError('path/missing', `There is nothing at the address ${path}.`)
  } catch (error) {
    const failure = failureOf(explainError(context, error))
    if (failure.code === 'internal') context.log(`address ${path}`, error)
    const missing = failure.code.endsWith('/unknown') || failure.code.endsWith('/missing')
    return {
      status: missing ? 404 : 500,
      type: 'application/json',
      body: new TextEncoder().encode(JSON.stringify(failure))
    }
  }
}
