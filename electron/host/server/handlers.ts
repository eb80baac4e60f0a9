import { homedir } from 'node:os'
import { failureOf } from '../../../contract/errors.ts'
import { urls } from '../../../contract/urls.ts'
import type { Context } from '../context.ts'
import { examine } from '../doctor/examine.ts'
import { comparingHandlers } from '../flows/comparisons.ts'
import { explainPatch } from '../flows/explain.ts'
import { savePatches } from '../flows/export-patches.ts'
import { examineEngines, openPath, planRun, saveExport, tissueOf } from '../flows/flow.ts'
import { modellingHandlers } from '../flows/models.ts'
import { relink } from '../flows/relink.ts'
import { saveReport } from '../flows/report.ts'
import { reviewingHandlers } from '../flows/review.ts'
import type { Analysis } from '../flows/run-queue.ts'
import { view } from '../flows/view.ts'
import { browse } from '../library/browse.ts'
import { leaveReview } from '../review/remove.ts'
import { getRun, listRuns, removeRun } from '../runs/records.ts'
import { listTiles } from '../runs/tiles.ts'
import { describeSlide, getEntry, searchLibrary } from '../slides/entries.ts'
import { getSlide, listSlides, removeSlide, setMpp } from '../slides/records.ts'
import type { Handlers } from './serve.ts'

/** Implements every call of the contract, in the contract's order. */
export function handlersOf(context: Context, analysis: Analysis): Handlers {
  const { db, events } = context
  return {
    'host.info': () => ({
      version: context.version,
      dataFolder: context.dataFolder,
      homeFolder: homedir(),
      readOnly: context.harm && failureOf(context.harm)
    }),
    'host.doctor': (_, signal) =>
      examine({
        ...context,
        harm: context.harm && failureOf(context.harm),
        engines: () => examineEngines(context, signal)
      }),
    'host.events': (_, signal) => events.from(signal),

    'files.list': ({ folder }) => browse(folder),

    'slides.list': () => listSlides(db),
    'slides.open': ({ path, mpp }, signal) => openPath(context, path, mpp, signal),
    'slides.setMpp': ({ slideId, mpp }) => {
      const slide = setMpp(db, getSlide(db, slideId).id, mpp)
      events.emit({ type: 'slide', slide })
      return slide
    },
    'slides.remove': async ({ slideId }) => {
      const runs = listRuns(db, slideId)
      for (const run of runs) await analysis.cancel(run.id)
      db.transaction(() => {
        for (const run of runs) leaveReview(db, run.id)
        removeSlide(db, slideId)
      }).immediate()
      events.emit({ type: 'slideRemoved', slideId })
    },
    'slides.tissue': async ({ slideId }, signal) => {
      const { width, height, cell, threshold } = await tissueOf(context, getSlide(db, slideId), signal)
      return { width, height, cell, threshold, url: urls.tissue(slideId) }
    },

    'slides.associated': async ({ slideId }, signal) => {
      const images = await view(context, 'associated', { path: getSlide(db, slideId).path }, signal)
      return images.map((image, index) => ({ ...image, url: urls.associated(slideId, index) }))
    },

    'library.search': search => searchLibrary(db, search),
    'library.get': ({ slideId }) => getEntry(db, slideId),
    'library.describe': ({ slideId, ...description }) => {
      const entry = describeSlide(db, slideId, description)
      events.emit({ type: 'library', entry })
      return entry
    },
    'library.relink': (request, signal) => relink(context, request, signal),

    ...modellingHandlers(context),
    ...comparingHandlers(context),

    'runs.list': ({ slideId }) => listRuns(db, slideId),
    'runs.get': ({ runId }) => getRun(db, runId),
    'runs.tiles': ({ runId }) => listTiles(db, getRun(db, runId).id),
    'patches.explain': (patch, signal) => explainPatch(context, patch, signal),
    'runs.start': async (request, signal) => {
      const run = await planRun(context, request, signal)
      return analysis.begin(run.id)
    },
    'runs.resume': ({ runId }) => analysis.begin(runId),
    'runs.cancel': ({ runId }) => analysis.cancel(runId),
    'runs.remove': async ({ runId }) => {
      await analysis.cancel(runId)
      db.transaction(() => {
        leaveReview(db, runId)
        removeRun(db, runId)
      }).immediate()
    },
    'runs.export': ({ runId, format, path }) => saveExport(context, runId, format, path),
    'runs.exportPatches': (asked, signal) => savePatches(context, asked, signal),
    'runs.report': (asked, signal) => saveReport(context, asked, signal),

    ...reviewingHandlers(context)
  }
}
