/** A document shown in place of the page. */
export interface Notice {
  status: number
  html: string
}

// The empty icon stops the browser from requesting one that does not exist.
const notice = (status: number, title: string, sentence: string, head = ''): Notice => ({
  status,
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">${head}<title>${title}</title></head><body><h1>${title}</h1><p>${sentence}</p></body></html>\n`
})

const again = 'Stop Ductal with Ctrl-C, start it again, and open the new address it prints.'

export const notices = {
  /** Hands the page its key in the fragment, which no request contains. */
  welcome: (key: string) => {
    const address = key === '' ? '/' : `/#key=${key}`
    return notice(
      200,
      'Ductal',
      `<a href="${address}">Open Ductal</a>`,
      `<meta http-equiv="refresh" content="0;url=${address}">`
    )
  },
  used: notice(
    403,
    'This address has already been used',
    `The address works only once, in the browser that opened it first. ${again}`
  ),
  unknown: notice(
    401,
    'This browser has no access',
    `Open the full address that Ductal printed when it started. ${again}`
  ),
  foreign: notice(
    403,
    'Request refused',
    'Only Ductal’s own page may send this request. Open the printed address instead.'
  ),
  elsewhere: notice(421, 'Wrong address', 'Ductal is available only at the printed address on 127.0.0.1.'),
  crowded: notice(503, 'Too many tabs', 'Close other Ductal tabs, then reload this one.'),
  missing: notice(404, 'Page not found', 'Ductal has no such page. <a href="/">Go to the start page.</a>'),
  method: notice(405, 'Invalid request', 'Ductal does not understand this request.')
}
