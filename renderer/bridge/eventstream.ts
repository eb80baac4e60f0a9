/**
 * Returns a parser that splits the text of an event stream into the data of its events (HTML
 * standard, "Server-sent events"). Only `data` lines are used; comment lines keep the connection
 * alive.
 */
export function eventReader(take: (data: string) => void): (text: string) => void {
  let rest = ''
  return text => {
    const events = (rest + text).split(/\r?\n\r?\n/)
    rest = events.pop() ?? ''
    for (const event of events) {
      const lines = event.split(/\r?\n/).filter(line => line.startsWith('data:'))
      if (lines.length > 0) take(lines.map(line => line.slice(5).trimStart()).join('\n'))
    }
  }
}
