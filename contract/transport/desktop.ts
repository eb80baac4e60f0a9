/** A command of the page, as an entry in the window's menu. */
export interface MenuEntry {
  id: string
  title: string
  /** In Electron's notation; for display only, because the page handles its own key presses. */
  accelerator: string | null
  enabled: boolean
  /** State of a toggle; null for other commands. */
  checked: boolean | null
}

export interface MenuGroup {
  title: string
  entries: MenuEntry[]
}

/**
 * Services that the page needs from Electron besides the host, exposed as `window.ductal`. Absent
 * in a browser, where the page shows its own dialogs.
 */
export interface Desktop {
  platform: string
  /**
   * Requests a connection to the host. The connection arrives as a {@link DesktopMessage} on this
   * window, with the port in `event.ports[0]`. A later message replaces the port, because the host
   * had to be restarted.
   */
  connect(): void
  /** Shows the native dialog for slide files; returns an empty list when the user cancels. */
  chooseSlides(): Promise<string[]>
  /** Shows the native folder dialog; returns null when the user cancels. */
  chooseFolder(): Promise<string | null>
  /** Shows the native dialog for a GeoJSON file of regions; returns null when the user cancels. */
  chooseRegions(): Promise<string | null>
  /**
   * Asks where to save a file, proposing `name`. Returns the handle of files/target.ts for the
   * chosen path, which stays with main and the host; null when the user cancels.
   * @param extension of the format; null for a new folder
   */
  chooseExport(name: string, extension: string | null): Promise<string | null>
  /** Shows the page's commands in the window's menu, replacing the previous ones. */
  offerCommands(groups: MenuGroup[]): void
  /** Registers a listener for the ids of commands chosen in the menu. */
  onCommand(take: (id: string) => void): void
  /** Copies an image, given as PNG bytes, to the system clipboard. */
  copyPicture(png: Uint8Array): Promise<void>
  /** Returns the path of a file dropped on the page; empty when it has none. */
  pathOf(file: unknown): string
  /**
   * Registers a listener for paths to open: from the menu, the command line, a second launch, or
   * the file manager.
   */
  onOpen(take: (paths: string[]) => void): void
}

/** Messages that the preload script posts to its own window. */
export type DesktopMessage =
  | { ductal: 'port' }
  /** The host has ended and will not restart; `message` says what the user can do. */
  | { ductal: 'closed'; message: string }
