/**
 * `npm run torture -- [--seed N] [--count N] [--first N] [--fault NAME] [--keep FOLDER]`: days of
 * reviewing through the real program, which is killed, runs out of disk, loses its clock or finds
 * its files damaged (test/torture/). Fails if anything acknowledged is lost without a word.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { torture } from '../test/torture/campaign.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '50' },
    first: { type: 'string', default: '0' },
    fault: { type: 'string' },
    keep: { type: 'string' }
  }
})
// Every round starts several programs from the same sources: compile each one only once.
const compiled = mkdtempSync(join(tmpdir(), 'ductal-compiled-'))
process.env.NODE_COMPILE_CACHE ??= compiled
// The first signal ends the campaign after its round, the second at once.
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  })
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

const [seed, count, first] = [values.seed, values.count, values.first].map(Number) as [number, number, number]
let reported = 0
let done = 0
const outcome = await torture({
  ...{ seed, count, first, fault: values.fault, keep: values.keep, signal: stopping.signal },
  onRound({ findings, skipped }) {
    done++
    for (const { round, fault, what } of findings.slice(reported))
      console.log(`round ${round} (${fault}): ${what}`)
    reported = findings.length
    if (done % 10 === 0)
      console.error(`${done} rounds, ${findings.length} findings, ${skipped.length} skipped`)
  }
})
const list = (counts: Map<string, number>) =>
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')
for (const line of outcome.skipped) console.log(`skipped: ${line}`)
console.log(`rounds of seed ${seed}: ${list(outcome.rounds)}`)
console.log(
  `${outcome.starts} starts, ${outcome.kills} kills, ${outcome.acknowledged} actions acknowledged, ${outcome.saidLost} lost to damage that was reported, ${outcome.resumed} analyses resumed to the same results`
)
console.log(`refusals: ${list(outcome.refused)}`)
console.log(`${outcome.findings.length} findings`)
process.exitCode = outcome.findings.length > 0 ? 1 : 0
