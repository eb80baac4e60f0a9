/** Texts of the title bar and the status bar. */
export const shellTexts = {
  bar: {
    open: 'Open slide',
    theme: 'Appearance',
    themes: { system: 'Follow system', light: 'Light', dark: 'Dark' },
    menu: 'More',
    drawer: 'Rendering',
    drawers: { canvas: 'Canvas', webgl: 'GPU (WebGL)' }
  },

  status: {
    region: 'Status',
    engine: (engine: string, device: string) => `${engine}: ${device}`,
    noEngine: 'No analysis yet',
    withoutGpu: 'no GPU',
    backup: (when: string) => `Backup ${when}`,
    noBackup: 'No backup yet',
    backupFailed: (when: string | null) => `Backup failed; last ${when ?? 'never'}`,
    host: 'Host'
  }
} as const
