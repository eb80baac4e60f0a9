import { reportFormats } from '../../../../contract/review/report.ts'
import type { Context } from '../../context.ts'
import { listFormats } from '../../exports/formats.ts'
import { saveReport } from '../../flows/review/report.ts'
import { explainPatch } from '../../flows/runs/explain.ts'
import { saveExport } from '../../flows/runs/export.ts'
import { savePatches } from '../../flows/runs/export-patches.ts'
import { planRun } from '../../flows/runs/plan.ts'
import type { RunQueue } from '../../flows/runs/queue.ts'
import { leaveReview } from '../../review/remove.ts'
import { getRun, listRuns, removeRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import type { RoomHandlers } from '../serve.ts'

export function runsHandlers(context: Context, queue: RunQueue): RoomHandlers<'runs' | 'patches'> {
  const { db } = context
  return {
    'runs.list': ({ slideId }) => listRuns(db, slideId),
    'runs.get': ({ runId }) => getRun(db, runId),
    'runs.tiles': ({ runId }) => listTiles(db, getRun(db, runId).id),
    'runs.start': async (request, signal) => {
      const run = await planRun(context, request, signal)
      return queue.begin(run.id)
    },
    'runs.resume': ({ runId }) => queue.begin(runId),
    'runs.cancel': ({ runId }) => queue.cancel(runId),
    'runs.remove': async ({ runId }, _signal, caller) => {
      await queue.cancel(runId)
      db.transaction(() => {
        leaveReview(db, caller, runId)
        removeRun(db, runId)
      }).immediate()
    },
    'runs.exportFormats': () => listFormats(),
    'runs.export': (request, signal) => saveExport(context, request, signal),
    'runs.exportPatches': (request, signal) => savePatches(context, request, signal),
    'runs.reportFormats': () => [...reportFormats],
    'runs.report': (request, signal) => saveReport(context, request, signal),
    'patches.explain': (patch, signal) => explainPatch(context, patch, signal)
  }
}
