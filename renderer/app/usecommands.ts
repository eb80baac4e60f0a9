import { useCommands } from '../commands/registry.ts'
import { useKeys } from '../commands/usekeys.ts'
import { useMenu } from '../commands/usemenu.ts'
import { heatmapCommands } from '../features/heatmap/commands.ts'
import { reportCommands } from '../features/reports/commands.ts'
import { programCommands, tourCommand } from '../features/system/commands.ts'
import { viewCommands } from '../workspace/commands.ts'

/** Registers the commands that every page has, with their keys. */
export function usePageCommands(): void {
  const { add } = useCommands()
  add([tourCommand(), ...viewCommands(), ...heatmapCommands(), ...reportCommands(), ...programCommands()])
  useKeys()
  useMenu()
}
