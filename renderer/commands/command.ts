/** Where a command stands in the keys dialog, the palette and the menu, in this order. */
export const commandGroups = ['view', 'heatmap', 'review', 'regions', 'slides', 'program'] as const
export type CommandGroup = (typeof commandGroups)[number]

/**
 * Something that a person can ask for. Keys, keys dialog, palette, tooltips and Electron's menu all come from these:
 * what a command is called and which key it has stands nowhere else.
 */
export interface Command {
  /** Group and name: `view.rotate`. */
  id: string
  group: CommandGroup
  title: string
  /** What it is called in the keys dialog, where its title also tells of the moment. */
  name?: string
  /** As keys.ts writes them: `R`, `Shift+R`, `Mod+K`, `ArrowLeft`, `?`. Mod is Ctrl, on a Mac Cmd. */
  keys?: readonly string[]
  /** Further keys that are not shown. */
  aliases?: readonly string[]
  /** Whether it does anything at this moment; without it, always. */
  available?(): boolean
  /** For what is on or off: whether it is on. */
  active?(): boolean
  /** @param key the one that was pressed; none from the palette, a button or a menu */
  run(key?: string): unknown
  /** Makes it one that lasts while its key is held. */
  release?(): void
  /** Makes sense by key alone, such as steps in four directions: the palette leaves it out. */
  keysOnly?: boolean
}

export const isAvailable = (command: Command): boolean => command.available?.() ?? true
