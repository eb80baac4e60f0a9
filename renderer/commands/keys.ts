interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  getModifierState?(name: string): boolean
}

/**
 * Returns the name of a pressed key: `R`, `Shift+R`, `Mod+K`, `Alt+ArrowLeft`, `?`. Letters are
 * upper case. Shift is named only where the character does not already imply it.
 */
export function keyOf(event: Pressed): string {
  // Many keyboards need AltGr to type brackets, and AltGr counts as Ctrl and Alt.
  const typed = event.getModifierState?.('AltGraph') ?? false
  const name = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  const letter = name.length > 1 || name !== name.toLowerCase()
  return [
    (event.ctrlKey || event.metaKey) && !typed ? 'Mod+' : '',
    event.altKey && !typed ? 'Alt+' : '',
    event.shiftKey && letter ? 'Shift+' : '',
    name
  ].join('')
}

const signs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  Delete: 'Del',
  Enter: '↵'
}

/** Formats a key for display: `Ctrl K`, or `⌘ K` on a Mac. */
export function keyText(key: string, mac: boolean): string {
  const names: Record<string, string> = mac ? { Mod: '⌘', Alt: '⌥', Shift: '⇧' } : { Mod: 'Ctrl' }
  const parts = key === '+' ? ['+'] : key.replace(/\+\+$/, '+Plus').split('+')
  return parts.map(part => signs[part] ?? names[part] ?? part).join(' ')
}

const electronNames: Record<string, string> = {
  Mod: 'CmdOrCtrl',
  '+': 'Plus',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down'
}

/** Converts a key to an Electron accelerator; null for keys that accelerators cannot express. */
export function acceleratorOf(key: string): string | null {
  const parts = key === '+' ? ['+'] : key.split('+')
  const known =
    /^(Mod|Alt|Shift|Arrow\w+|Page\w+|Escape|Enter|Space|Delete|Backspace|Insert|Home|End|F\d+|[A-Z0-9+\-,.[\]<>\\])$/
  return parts.every(part => known.test(part))
    ? parts.map(part => electronNames[part] ?? part).join('+')
    : null
}

/** Formats keys for `aria-keyshortcuts`. */
export const ariaKeys = (keys: readonly string[], mac: boolean): string =>
  keys.map(key => (key === '+' ? 'Plus' : key.replace('Mod', mac ? 'Meta' : 'Control'))).join(' ')

export const isMac = (): boolean => /mac/i.test(navigator.platform)
