import { useCommands } from '../commands/registry.ts'
import { useKeys } from '../commands/usekeys.ts'
import { useMenu } from '../commands/usemenu.ts'
import { heatmapCommands } from '../features/heatmap/heatmapcommands.ts'
import { reportCommands } from '../features/reports/reportcommands.ts'
import { programCommands, tourCommand } from '../features/system/programcommands.ts'
import { viewCommands } from '../workspace/viewcommands.ts'

/** Registers the commands that every page has, with their keys. */
export function usePageCommands(): void {
  const { add } = useCommands()
  add([tourCommand(), ...viewCommands(), ...heatmapCommands(), ...reportCommands(), ...programCommands()])
  useKeys()
  useMenu()
}
