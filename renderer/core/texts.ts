/** Texts that the whole page shares. */
export const coreTexts = {
  program: 'Ductal',

  researchUse: 'Research use only. Not for diagnosis.',

  host: {
    name: 'Ductal’s host',
    notConnected: 'Ductal is not connected right now. Wait a moment, or reload the window.',
    connecting: 'Connecting …',
    connected: 'Connected',
    connectedAgain: 'Connected again. Actions from the meantime may not have been carried out.',
    lost: 'Connection lost',
    lostBrowser:
      'Ductal’s host does not answer. Saved work is safe. Trying again. If you stopped it, start it with npm start.',
    refused: 'This tab’s access has expired. Open the address that Ductal printed when it started.',
    stopped: 'Ductal’s host has stopped. Start Ductal again. Saved work is safe.'
  },

  problems: {
    region: 'Problems',
    dismiss: 'Dismiss',
    dismissAll: 'Dismiss all',
    code: (code: string) => `Code ${code}`,
    fault: 'Something went wrong in this window. Reload it and try again.',
    more: (count: number) => `${count} more`
  },

  close: 'Close',

  cancel: 'Cancel'
} as const
