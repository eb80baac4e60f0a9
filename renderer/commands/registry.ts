import { tryOnScopeDispose } from '@vueuse/core'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type Command, type CommandGroup, commandGroups, isAvailable } from './command.ts'

/** All commands of the page. Each part of the page adds its own for as long as it exists. */
export const useCommands = defineStore('commands', () => {
  const list = shallowRef<readonly Command[]>([])

  /**
   * Adds commands until the calling scope ends. If several available commands share a key, the one
   * added last gets it, and one that yields only if it is the only one.
   */
  function add(commands: readonly Command[]): void {
    list.value = [...list.value, ...commands]
    tryOnScopeDispose(() => {
      list.value = list.value.filter(command => !commands.includes(command))
    })
  }

  const find = (id: string): Command | undefined => list.value.find(command => command.id === id)

  function withKey(key: string): Command | undefined {
    const found = list.value.filter(
      command => (command.keys?.includes(key) || command.aliases?.includes(key)) && isAvailable(command)
    )
    return found.findLast(({ yields }) => !yields) ?? found.at(-1)
  }

  const inGroup = (group: CommandGroup): Command[] => list.value.filter(command => command.group === group)

  /** Runs the command if it is available. */
  function run(id: string): void {
    const command = find(id)
    if (command && isAvailable(command)) command.run()
  }

  return { list, groups: commandGroups, add, find, withKey, inGroup, run }
})
