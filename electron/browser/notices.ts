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

const again = 'Stop Ductal with Ctrl-C, start it again, and open the address that it prints then.'

export const notices = {
  welcome: notice(
    200,
    'Ductal',
    '<a href="/">Open Ductal</a>',
    '<meta http-equiv="refresh" content="0;url=/">'
  ),
  used: notice(
    403,
    'This address was used already',
    `It opens Ductal once, in the browser that asked first. ${again}`
  ),
  unknown: notice(
    401,
    'This browser has not been let in',
    `Open the whole address that Ductal printed when it started. ${again}`
  ),
  foreign: notice(
    403,
    'Not from here',
    'Only Ductal’s own page may ask this; open the printed address instead.'
  ),
  elsewhere: notice(421, 'Not this address', 'Ductal answers at the printed address on 127.0.0.1 only.'),
  crowded: notice(503, 'Too many tabs', 'Close other tabs that show Ductal, then load this one again.'),
  missing: notice(404, 'Nothing here', 'Ductal has no such page. <a href="/">Go to the first one.</a>'),
  method: notice(405, 'Not understood', 'Ductal does not understand this request.')
}
