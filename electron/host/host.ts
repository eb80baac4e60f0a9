import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { BackupState } from '../../contract/backup.ts'
import { type Failure, failureOf } from '../../contract/errors.ts'
import type { Saving as SavingOffer } from '../../contract/files/target.ts'
import type { ModelSummary } from '../../contract/models/model.ts'
import type { FromHost, Port, ToHost } from '../../contract/transport/port.ts'
import type { Resource } from '../../contract/transport/urls.ts'
import type { Context } from './context.ts'
import { unreadable } from './db/damage.ts'
import { type Library, openLibrary } from './db/open.ts'
import { EngineSelection } from './engines/selection.ts'
import { Events } from './events.ts'
import { Saving } from './files/saving.ts'
import { Backups } from './flows/backups.ts'
import { importedModels } from './flows/models/manage.ts'
import { RunQueue } from './flows/runs/queue.ts'
import { openPath } from './flows/slides/open.ts'
import { relink } from './flows/slides/relink.ts'
import { tendLibrary } from './flows/tending.ts'
import { openLog, openNotes } from './library/log.ts'
import { closeToOthers, removeHalfFiles } from './library/tidy.ts'
import { mergeModels } from './models/ranking.ts'
import { chosenDefault } from './models/records.ts'
import { brokenChain } from './review/audit/verify.ts'
import { guardedLog } from './review/log/log.ts'
import { newCaller } from './review/reviewers.ts'
import { interruptRuns } from './runs/records.ts'
import { guardWrites } from './server/guard-writes.ts'
import { handlersOf } from './server/handlers.ts'
import { resource } from './server/resources.ts'
import { serve } from './server/serve.ts'
import { notePlaces } from './slides/places.ts'
import { listSlides, slidePaths } from './slides/records.ts'
import { openPool } from './workers/pool.ts'
import { rightsIn } from './workers/rights.ts'

export interface HostOptions {
  dataFolder: string
  /** Folder that contains `models/` and `migrations/`, and in a package `lib/`. */
  resources: string
  /** Script of the worker processes. */
  workerEntry: string
  version: string
  /** Number of worker processes for queue; defaults to one per core. */
  workers?: number
  /** Whether to create the demo slide in an empty library. */
  demo?: boolean
  /** How pages may save files besides native dialogs; by default not at all. */
  saving?: SavingOffer
}

/** The single host behind every entry point: window, browser and terminal. */
export interface Host {
  /** Why the library is read-only; null when it accepts changes. */
  readOnlyReason(): Failure | null
  /** What is known of the backups of the library. */
  backup(): BackupState
  /** Serves a port until it closes. */
  serve(port: Port<FromHost, ToHost>): void
  /**
   * Accepts an absolute path that a user chose for one file or folder, and returns the handle by
   * which a call may name it. Not for pages.
   * @param overwrite whether the person agreed to replace an existing file
   */
  chooseTarget(path: string, overwrite: boolean): string
  /** Returns the bytes for a URL of contract/transport/urls.ts. */
  resource(path: string, signal?: AbortSignal): Promise<Resource>
  /**
   * Interrupts runs so that they can be resumed, then ends the workers, then closes the library.
   */
  close(): Promise<void>
}

/** @throws DuctalError library/… if the data folder cannot be used */
export async function openHost(options: HostOptions): Promise<Host> {
  const { dataFolder, resources, workerEntry, version } = options
  const library = openReadable(dataFolder, join(resources, 'migrations'))
  closeToOthers(dataFolder)
  const log = openLog(dataFolder)
  const note = openNotes(dataFolder)
  if (!library.readOnlyReason) {
    interruptRuns(library.db)
    notePlaces(library.db)
  }
  const { env, writable } = rightsIn(dataFolder)
  const pool = openPool({
    entry: workerEntry,
    ...(writable ? { writable } : {}),
    onProbeOutput: text => note('engine test process', text.trimEnd()),
    size: options.workers ?? availableParallelism(),
    env: { ...env, DUCTAL_RESOURCES: resources, DUCTAL_CACHE: join(dataFolder, 'cache') },
    crashes: { file: join(dataFolder, 'cache', 'crashes.json'), version }
  })
  const readModels = async () => {
    const folders = [join(resources, 'models'), importedModels(dataFolder)]
    const [shipped, imported] = await Promise.all(
      folders.map(folder => pool.run('models', { folder }, { queue: 'view' }))
    )
    return mergeModels(shipped ?? [], imported ?? [], chosenDefault(library.db))
  }
  let models: Promise<ModelSummary[]> | undefined
  const context: Context = {
    db: library.db,
    readOnlyReason: library.readOnlyReason,
    confirm: () => library.confirm(),
    backup: () => backups.state,
    pool,
    engineSelection: new EngineSelection(pool),
    events: new Events(),
    saving: new Saving({
      dataFolder,
      protection: {
        folders: [
          { path: dataFolder, what: 'Ductal’s data folder' },
          { path: resources, what: 'Ductal’s own folder' }
        ],
        slides: () => slidePaths(library.db)
      },
      offer: options.saving ?? { downloads: false, folder: null }
    }),
    resources,
    dataFolder,
    version,
    log,
    models() {
      const reading = models ?? readModels()
      models = reading
      // The caller sees the failure; the next caller tries again.
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
  const backups = new Backups(context)
  context.saving.cleanUp()
  if (!library.readOnlyReason) removeHalfFiles(dataFolder)
  const queue = new RunQueue(context)
  const handlers = guardWrites(context, handlersOf(context, queue))
  const closing = new AbortController()
  const keeping = library.readOnlyReason
    ? []
    : [
        ...keepUp(context, options.demo ?? false, closing.signal),
        backups.keep(closing.signal),
        tendLibrary(context, library, backups, closing.signal)
      ]
  return {
    readOnlyReason: () => context.readOnlyReason && failureOf(context.readOnlyReason),
    backup: () => backups.state,
    serve: port => serve(port, handlers, log, newCaller(library.db)),
    chooseTarget: (path, overwrite) => context.saving.choose(path, overwrite),
    resource: (path, signal = new AbortController().signal) => resource(context, path, signal),
    async close() {
      closing.abort()
      await queue.close()
      await Promise.all(keeping)
      await pool.close()
      library.close()
    }
  }
}

/** @throws DuctalError library/…, including a library too damaged to list its slides */
function openReadable(dataFolder: string, migrations: string): Library {
  const library = openLibrary(dataFolder, migrations, brokenChain, guardedLog)
  if (!library.readOnlyReason) return library
  try {
    listSlides(library.db)
    return library
  } catch (error) {
    library.close()
    throw library.readOnlyReason.code === 'library/corrupt'
      ? unreadable(dataFolder, error)
      : library.readOnlyReason
  }
}

/** Background work after startup. None of these promises rejects. */
const keepUp = (context: Context, demo: boolean, signal: AbortSignal): Promise<void>[] => [
  demo ? makeDemo(context, signal) : Promise.resolve(),
  findMoved(context, signal)
]

/** Finds slides that moved together with the library; for others, the user names a folder. */
async function findMoved(context: Context, signal: AbortSignal): Promise<void> {
  try {
    await relink(context, { folders: [] }, signal)
  } catch (error) {
    if (failureOf(error).code !== 'call/cancelled') context.log('searching for moved slides', error)
  }
}

/** Writes and opens the demo slide, once only: a user who removed it does not want it back. */
async function makeDemo(context: Context, signal: AbortSignal): Promise<void> {
  const folder = join(context.dataFolder, 'demo')
  if (listSlides(context.db).length > 0 || existsSync(join(folder, 'opened'))) return
  const step = (done: boolean) => context.events.emit({ type: 'setup', step: 'demo', done })
  step(false)
  try {
    const { path } = await context.pool.run('demo', { folder }, { signal, queue: 'work' })
    await openPath(context, { reviewerId: null }, path, {}, signal)
    await writeFile(join(folder, 'opened'), '')
  } catch (error) {
    const failure = failureOf(error)
    if (failure.code === 'call/cancelled') return
    if (failure.code === 'internal') context.log('drawing the demo slide', error)
    context.events.emit({ type: 'notice', ...failure })
  } finally {
    step(true)
  }
}
