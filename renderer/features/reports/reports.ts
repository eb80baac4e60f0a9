import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Target } from '../../../contract/files/target.ts'
import type { ExportFormat, Imported, ReportFormat, ReportRequest } from '../../../contract/review/report.ts'
import type { Run } from '../../../contract/runs/run.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** Writes reports and results, and imports regions. */
export const useReports = defineStore('reports', () => {
  const host = useHost()
  const problems = useProblems()
  /** The file to import next, as dropped or entered by the user. */
  const importPath = ref('')

  /** @throws DuctalError */
  const save = (request: ReportRequest & { format: string; to: Target }) => host.call('runs.report', request)

  /**
   * Writes the result of a run to a file.
   * @throws DuctalError
   */
  const exportRun = (run: Run, format: string, to: Target) =>
    host.call('runs.export', { runId: run.id, format, to })

  /** @throws DuctalError */
  const exportFormats = (): Promise<ExportFormat[]> => host.call('runs.exportFormats', undefined)

  /** @throws DuctalError */
  const reportFormats = (): Promise<ReportFormat[]> => host.call('runs.reportFormats', undefined)

  /** @throws DuctalError */
  const exportPatches = (run: Run, to: Target, patient: string) =>
    host.call('runs.exportPatches', { runId: run.id, to, patient })

  const importRegions = (run: Run, path: string): Promise<Imported | undefined> =>
    problems.guard(texts.importing.title, () => host.call('regions.import', { runId: run.id, path }))

  return { importPath, save, reportFormats, exportFormats, exportRun, exportPatches, importRegions }
})
