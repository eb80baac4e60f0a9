import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Failure, failureOf } from '../../contract/errors.ts'
import type { ModelSummary } from '../../contract/model.ts'
import type { FromHost, Port, ToHost } from '../../contract/port.ts'
import type { Resource } from '../../contract/urls.ts'
import type { Context } from './context.ts'
import { copyDaily } from './db/copies.ts'
import { damaged, unreadable } from './db/damage.ts'
import { type Library, openLibrary } from './db/open.ts'
import { Ladder } from './engines/selection.ts'
import { openPath } from './flows/flow.ts'
import { importedModels } from './flows/models.ts'
import { relink } from './flows/relink.ts'
import { Analysis } from './flows/run-queue.ts'
import { openLog, openNotes } from './library/log.ts'
import { shelve } from './models/ranking.ts'
import { chosenDefault } from './models/records.ts'
import { brokenChain } from './review/verify.ts'
import { interruptRuns } from './runs/records.ts'
import { Events } from './server/events.ts'
import { handlersOf } from './server/handlers.ts'
import { mindful, stopWriting } from './server/read-only.ts'
import { resource } from './server/resources.ts'
import { serve } from './server/serve.ts'
import { notePlaces } from './slides/places.ts'
import { listSlides } from './slides/records.ts'
import { openPool } from './workers/pool.ts'

export interface HostOptions {
  dataFolder: string
  /** Folder that holds `models/` and `migrations/`, and in a package `lib/`. */
  resources: string
  /** Script of the worker processes. */
  workerEntry: string
  version: string
  /** Worker processes for analysis; one a core when absent. */
  workers?: number
  /** Makes the demo slide where the library is empty. */
  demo?: boolean
}

/** The one host behind every door. */
export interface Host {
  /** Why the library is open for reading only; null where it takes changes. */
  harm(): Failure | null
  /** Answers a port until it closes. */
  serve(port: Port<FromHost, ToHost>): void
  /** Bytes behind an address of contract/urls.ts. */
  resource(path: string, signal?: AbortSignal): Promise<Resource>
  /** Ends runs so that they can be resumed, then workers, then the library. */
  close(): Promise<void>
}

/** @throws DuctalError library/…, where the data folder cannot be used */
export async function openHost(options: HostOptions): Promise<Host> {
  const { dataFolder, resources, workerEntry, version } = options
  const library = openReadable(dataFolder, join(resources, 'migrations'))
  const log = openLog(dataFolder)
  const note = openNotes(dataFolder)
  if (!library.harm) {
    interruptRuns(library.db)
    notePlaces(library.db)
  }
  const pool = openPool({
    entry: workerEntry,
    onProbeOutput: text => note('a process that tries engines', text.trimEnd()),
    size: options.workers ?? availableParallelism(),
    env: { DUCTAL_RESOURCES: resources, DUCTAL_CACHE: join(dataFolder, 'cache') }
  })
  const readModels = async () => {
    const folders = [join(resources, 'models'), importedModels(dataFolder)]
    const [shipped, imported] = await Promise.all(
      folders.map(folder => pool.run('models', { folder }, { lane: 'view' }))
    )
    return shelve(shipped ?? [], imported ?? [], chosenDefault(library.db))
  }
  let models: Promise<ModelSummary[]> | undefined
  const context: Context = {
    db: library.db,
    harm: library.harm,
    pool,
    ladder: new Ladder(pool),
    events: new Events(),
    resources,
    dataFolder,
    version,
    log,
    models() {
      const reading = models ?? readModels()
      models = reading
      // A failure is told to who asked, and the next one asks again.
      reading.catch(() => {
        if (models === reading) models = undefined
      })
      return reading
    },
    async rereadModels() {
      models = undefined
      const list = await context.models()
      context.events.emit({ type: 'models', models: list })
      return list
    }
  }
  const analysis = new Analysis(context)
  const handlers = mindful(context, handlersOf(context, analysis))
  const closing = new AbortController()
  const keeping = library.harm ? [] : keepUp(context, options.demo ?? false, closing.signal)
  return {
    harm: () => context.harm && failureOf(context.harm),
    serve: port => serve(port, handlers, log),
    resource: (path, signal = new AbortController().signal) => resource(context, path, signal),
    async close() {
      closing.abort()
      await analysis.close()
      await Promise.all(keeping)
      await pool.close()
      library.close()
    }
  }
}

/** @throws DuctalError library/…, also where a damaged library says nothing of its slides */
function openReadable(dataFolder: string, migrations: string): Library {
  const library = openLibrary(dataFolder, migrations, brokenChain)
  if (!library.harm) return library
  try {
    listSlides(library.db)
    return library
  } catch (error) {
    library.close()
    throw library.harm.code === 'library/corrupt' ? unreadable(dataFolder, error) : library.harm
  }
}

/** What the host does of itself after its start. None of it rejects. */
const keepUp = (context: Context, demo: boolean, signal: AbortSignal): Promise<void>[] => [
  demo ? makeDemo(context, signal) : Promise.resolve(),
  findMoved(context, signal),
  keepCopy(context)
]

/** Copies the library once a day; what hinders it is told, and hinders nothing else. */
async function keepCopy(context: Context): Promise<void> {
  const { db, dataFolder, events, log } = context
  try {
    if ((await copyDaily(db, dataFolder)) === 'damaged') stopWriting(context, damaged(dataFolder))
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'internal') log('copying the library', error)
    events.emit({ type: 'notice', ...failure })
  }
}

/** Finds slides again that have moved together with the library; for others a person names a folder. */
async function findMoved(context: Context, signal: AbortSignal): Promise<void> {
  try {
    await relink(context, { folders: [] }, signal)
  } catch (error) {
    if (failureOf(error).code !== 'call/cancelled') context.log('looking for slides that have moved', error)
  }
}

/** Writes and opens the demo slide, once: somebody who took it out of the library does not want it back. */
async function makeDemo(context: Context, signal: AbortSignal): Promise<void> {
  const folder = join(context.dataFolder, 'demo')
  if (listSlides(context.db).length > 0 || existsSync(join(folder, 'opened'))) return
  const step = (done: boolean) => context.events.emit({ type: 'setup', step: 'demo', done })
  step(false)
  try {
    const { path } = await context.pool.run('demo', { folder }, { signal, lane: 'work' })
    await openPath(context, path, undefined, signal)
    await writeFile(join(folder, 'opened'), '')
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'call/cancelled') return
    if (failure.code === 'internal') context.log('making the demo slide', error)
    context.events.emit({ type: 'notice', ...failure })
  } finally {
    step(true)
  }
}
