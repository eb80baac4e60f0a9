/** A command of the page as a line of the window's menu. */
export interface MenuEntry {
  id: string
  title: string
  /** As Electron writes it, to be shown only: the page listens to keys itself. */
  accelerator: string | null
  enabled: boolean
  /** For what is on or off. */
  checked: boolean | null
}

export interface MenuGroup {
  title: string
  entries: MenuEntry[]
}

/** What a page asks of Electron beyond the host, as `window.ductal`. In a browser there is none, and the page shows its own dialogs. */
export interface Desktop {
  platform: string
  /**
   * Asks for a connection to the host. It arrives as a {@link DesktopMessage} of this window, with the port
   * in `event.ports[0]`; a later one (the host had to be started again) takes the place of the first.
   */
  connect(): void
  /** The platform's own dialog for slide files; empty when the person cancels. */
  chooseSlides(): Promise<string[]>
  /** The platform's own dialog for a folder; null when the person cancels. */
  chooseFolder(): Promise<string | null>
  /** The platform's own dialog for a GeoJSON file of regions; null when the person cancels. */
  chooseRegions(): Promise<string | null>
  /** Where to save an export that is proposed to be called `name`; null when the person cancels. */
  chooseExport(name: string): Promise<string | null>
  /** Shows the page's commands in the window's menu, in place of those before. */
  offerCommands(groups: MenuGroup[]): void
  /** The id of a command that a person chose in the menu. */
  onCommand(take: (id: string) => void): void
  /** Puts a picture, as the bytes of a PNG file, into the platform's clipboard. */
  copyPicture(png: Uint8Array): Promise<void>
  /** Path of a file that was dropped on the page; empty when it has none. */
  pathOf(file: unknown): string
  /** Paths to open: from the menu, the command line, a second start, or the platform's file manager. */
  onOpen(take: (paths: string[]) => void): void
}

/** What the preload posts to its own window. */
export type DesktopMessage =
  | { ductal: 'port' }
  /** The host is gone and does not come back; the sentence says what to do. */
  | { ductal: 'closed'; message: string }
