import { useEventListener } from '@vueuse/core'
import type { Command } from './command.ts'
import { keyOf } from './keys.ts'
import { useCommands } from './registry.ts'

/** Elements that handle key presses themselves. */
const types =
  'input:not([type="range"]), textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]'
const moves = 'input[type="range"], [role="radio"], [role="tab"], [role="listbox"], [role="option"]'
const presses = 'button, a, summary, [role="option"]'

const isMove = (key: string) => /^(Shift\+)?(Arrow|Page|Home|End)/.test(key)

function needs(target: Element, key: string): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return true
  if (key.startsWith('Mod+Shift+') || key === 'Mod+K') return false
  if (target.closest(types)) return true
  if (isMove(key)) return target.closest(moves) !== null
  return (key === 'Space' || key === 'Enter') && target.closest(presses) !== null
}

/** Listens for keys on the whole page and runs the matching command. */
export function useKeys(): void {
  const commands = useCommands()
  let held: { command: Command; code: string } | undefined

  function release(): void {
    held?.command.release?.()
    held = undefined
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const target = event.target instanceof Element ? event.target : document.body
    const key = keyOf(event)
    if (needs(target, key)) return
    const command = commands.withKey(key)
    if (!command) return
    event.preventDefault()
    if (!command.release) command.run(key)
    else if (!held) {
      held = { command, code: event.code }
      command.run(key)
    }
  })
  useEventListener(window, 'keyup', (event: KeyboardEvent) => event.code === held?.code && release())
  useEventListener(window, 'blur', release)
}
