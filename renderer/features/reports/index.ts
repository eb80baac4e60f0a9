import { useDialogs } from '../../core/dialogs.ts'
import type { Feature } from '../../core/features.ts'
import { reportCommands } from './commands.ts'
import ExportDialog from './ExportDialog.vue'
import ImportDialog from './ImportDialog.vue'
import ReportDialog from './ReportDialog.vue'
import { useReports } from './reports.ts'

const holdsRegions = (name: string) => /\.(geojson|json)(\.gz)?$/i.test(name)

/** Reports, exported results and imported regions. */
export const reportsFeature: Feature = {
  commands: reportCommands,
  parts: { dialogs: [ExportDialog, ReportDialog, ImportDialog] },
  dropped([first, ...others]) {
    if (!first || others.length > 0 || !holdsRegions(first.name)) return false
    // A browser does not reveal the path, so the dialog asks for it.
    useReports().importPath = first.path ?? first.name
    useDialogs().open('import')
    return true
  }
}
