import { DuctalError, failureOf } from '../../contract/errors.ts'
import type { Resource } from '../../contract/urls.ts'
import type { Context } from './context.ts'
import { tissueOf } from './flow.ts'
import { probabilityGrid, truthGrid } from './heatmap/grid.ts'
import { getRun } from './runs/records.ts'
import { patchGrid } from './slides/patches.ts'
import { getSlide } from './slides/records.ts'
import { view } from './view.ts'

type Answer = (
  context: Context,
  numbers: number[],
  signal: AbortSignal
) => Promise<{ type: string; body: Uint8Array }>

const binary = 'application/octet-stream'
const bytes = (array: Float32Array | Int8Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** The addresses of contract/urls.ts, and what lies behind each. */
const routes: [RegExp, Answer][] = [
  [
    /^data\/slides\/(\d+)\/tiles\/(\d+)\/(\d+)_(\d+)$/,
    (context, [slideId, level, col, row], signal) => {
      const { path, kind } = getSlide(context.db, slideId!)
      return view(context, 'viewerTile', { path, kind, level: level!, col: col!, row: row! }, signal)
    }
  ],
  [
    /^data\/slides\/(\d+)\/thumbnail$/,
    async (context, [slideId], signal) => {
      const { path, kind } = getSlide(context.db, slideId!)
      const body = await view(context, 'thumbnail', { path, kind, edge: 512 }, signal)
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
    /^data\/runs\/(\d+)\/truth$/,
    async (context, [runId]) => {
      const run = getRun(context.db, runId!)
      const patches = patchGrid(context.db, run.slideId)?.patches ?? []
      return { type: binary, body: bytes(truthGrid(run.grid, patches)) }
    }
  ]
]

/** Answers an address; a failure becomes a status and a JSON body with code and message. */
export async function resource(context: Context, path: string, signal: AbortSignal): Promise<Resource> {
  try {
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(path)
      if (match) return { status: 200, ...(await answer(context, match.slice(1).map(Number), signal)) }
    }
    throw new DuctalError('path/missing', `Nothing has the address ${path}.`)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'internal') context.log(`address ${path}`, error)
    const missing = failure.code.endsWith('/unknown') || failure.code.endsWith('/missing')
    return {
      status: missing ? 404 : 500,
      type: 'application/json',
      body: new TextEncoder().encode(JSON.stringify(failure))
    }
  }
}
