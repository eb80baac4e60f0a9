import { watchDebounced } from '@vueuse/core'
import type { MenuGroup } from '../../contract/transport/desktop.ts'
import { desktop } from '../bridge/bridge.ts'
import { texts } from '../texts.ts'
import { commandGroups, isAvailable } from './command.ts'
import { acceleratorOf } from './keys.ts'
import { useCommands } from './registry.ts'

/** Keeps Electron's menu in sync with the commands; does nothing in a browser. */
export function useMenu(): void {
  if (!desktop) return
  const { offerCommands, onCommand } = desktop
  const commands = useCommands()
  const groups = (): MenuGroup[] =>
    commandGroups
      .map(name => ({
        title: texts.commands.groups[name],
        entries: commands
          .inGroup(name)
          .filter(({ keysOnly }) => !keysOnly)
          .map(command => ({
            id: command.id,
            title: command.title,
            accelerator: command.keys?.[0] ? acceleratorOf(command.keys[0]) : null,
            enabled: isAvailable(command),
            checked: command.active ? command.active() : null
          }))
      }))
      .filter(({ entries }) => entries.length > 0)
  onCommand(commands.run)
  watchDebounced(
    () => JSON.stringify(groups()),
    () => offerCommands(groups()),
    { debounce: 200, immediate: true }
  )
}
