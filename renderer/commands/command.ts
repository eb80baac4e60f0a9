/** Groups of commands in the keys dialog, the palette and the menu, in this order. */
export const commandGroups = ['view', 'heatmap', 'review', 'regions', 'slides', 'program'] as const
export type CommandGroup = (typeof commandGroups)[number]

/**
 * An action that the user can trigger. Key bindings, the keys dialog, the palette, tooltips and
 * Electron's menu are all derived from commands; their names and keys are defined nowhere else.
 */
export interface Command {
  /** Group and name, for example `view.rotate`. */
  id: string
  group: CommandGroup
  title: string
  /** Name in the keys dialog, for commands whose title depends on the current state. */
  name?: string
  /**
   * Keys as keys.ts writes them: `R`, `Shift+R`, `Mod+K`, `ArrowLeft`, `?`. Mod is Cmd on a Mac,
   * else Ctrl.
   */
  keys?: readonly string[]
  /** Additional keys that are not displayed. */
  aliases?: readonly string[]
  /** Lets any other available command with the same key run instead. */
  yields?: boolean
  /** Whether the command can run now; a command without this function always can. */
  available?(): boolean
  /** For toggles: whether the command is switched on. */
  active?(): boolean
  /** @param key the key that was pressed; undefined from the palette, a button or a menu */
  run(key?: string): unknown
  /** Makes the command last while its key is held; called when the key is released. */
  release?(): void
  /**
   * Hides the command from the palette because it only makes sense by key, such as steps in four
   * directions.
   */
  keysOnly?: boolean
}

export const isAvailable = (command: Command): boolean => command.available?.() ?? true
