import { z } from 'zod'
import { Target, Written } from '../files/target.ts'
import { ExportFormat, ReportFormat, ReportRequest, ReportWritten } from '../review/report.ts'
import { Explanation, Run, StartRun, Tile } from '../runs/run.ts'
import { PatchesWritten } from '../slides/patches.ts'
import { name, text } from '../text/text.ts'
import { call, place, runId, slideId } from './call.ts'

/** Calls about runs, their exports and single patches. */
export const runsCalls = {
  'runs.list': call(z.object({ slideId: slideId.optional() }), z.array(Run)),
  'runs.get': call(z.object({ runId }), Run),
  'runs.tiles': call(z.object({ runId }), z.array(Tile)),
  'runs.start': call(StartRun, Run, { writes: true }),
  /** Resumes a cancelled or interrupted run at its next unfinished tile. */
  'runs.resume': call(z.object({ runId }), Run, { writes: true }),
  /** Returns once no worker is using the run any more; finished tiles stay. */
  'runs.cancel': call(z.object({ runId }), Run),
  'runs.remove': call(z.object({ runId }), z.void(), { writes: true }),
  /** The formats of `runs.export`, in the order to show them. */
  'runs.exportFormats': call(z.void(), z.array(ExportFormat)),
  /** @throws export/… */
  'runs.export': call(z.object({ runId, format: name, to: Target }), Written),
  /**
   * Exports reviewed patches as a folder in the published layout, for training. Writes the whole
   * folder or nothing.
   */
  'runs.exportPatches': call(
    z.object({
      runId,
      to: Target,
      /** Patient name to use in the file names; defaults to the slide's name. */
      patient: text(100).optional()
    }),
    PatchesWritten
  ),
  /** The formats of `runs.report`, in the order to show them. */
  'runs.reportFormats': call(z.void(), z.array(ReportFormat)),
  /**
   * Writes the region report as a document or as data. If the slide file is missing, the report
   * omits its images and says so.
   */
  'runs.report': call(ReportRequest.extend({ format: name, to: Target }), ReportWritten),
  /** Explains a model's prediction for one patch of a run; recomputed on the CPU. */
  'patches.explain': call(z.object({ runId, row: place, col: place }), Explanation)
} as const
