import type { Command } from '../../commands/command.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useRuns } from '../../core/runs.ts'
import { texts } from '../../texts.ts'

/** Commands that export results and import regions. */
export function reportCommands(): Command[] {
  const dialogs = useDialogs()
  const runs = useRuns()
  const t = texts.commands
  const dialog = (
    id: string,
    group: Command['group'],
    title: string,
    key: string,
    name: 'report' | 'export' | 'import'
  ): Command => ({
    id,
    group,
    title,
    keys: [key],
    available: () => runs.current?.status === 'done',
    run: () => dialogs.open(name)
  })
  return [
    dialog('review.report', 'review', t.report, 'Mod+P', 'report'),
    dialog('review.export', 'review', t.export, 'Mod+E', 'export'),
    dialog('regions.import', 'regions', t.importRegions, 'Mod+I', 'import')
  ]
}
