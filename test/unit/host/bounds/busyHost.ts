/**
 * A host whose caller adds regions that take for ever. Ends on SIGTERM as the entry points do.
 * Prints the process that computes, once it does.
 */
import { children } from '../../../support/processes.ts'
import { serve } from '../../../support/serve.ts'
import { tangles } from './shapes.ts'

const [dataFolder = '', runId] = process.argv.slice(2)
const { host, client } = await serve(dataFolder)
process.on('SIGTERM', () => {
  void host.close().then(() => process.exit(0))
})
await client.call('reviewers.add', { name: 'Ada Test' })
const others = new Set(children().map(({ pid }) => pid))
client.call('regions.add', { runId: Number(runId), regions: tangles() }).catch(() => {})
const timer = setInterval(() => {
  const busy = children().find(({ pid, seconds }) => !others.has(pid) && seconds > 1)
  if (!busy) return
  clearInterval(timer)
  console.log(busy.pid)
}, 50)
