import { heatmapCommands } from './heatmapcommands.ts'
import { programCommands, tourCommand } from './programcommands.ts'
import { useCommands } from './registry.ts'
import { reportCommands } from './reportcommands.ts'
import { useKeys } from './usekeys.ts'
import { useMenu } from './usemenu.ts'
import { viewCommands } from './viewcommands.ts'

/** The commands that every page has, and their keys. */
export function usePageCommands(): void {
  const { add } = useCommands()
  add([tourCommand(), ...viewCommands(), ...heatmapCommands(), ...reportCommands(), ...programCommands()])
  useKeys()
  useMenu()
}
