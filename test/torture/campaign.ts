/** Rounds of torture, one after the other. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../support/random.ts'
import { faults } from './faults/index.ts'
import { Round, type Tally } from './round.ts'
import { makeTemplate } from './template.ts'

export interface Finding {
  round: number
  fault: string
  what: string
}

export interface Outcome extends Tally {
  rounds: Map<string, number>
  findings: Finding[]
  /** Why rounds were left out. */
  skipped: string[]
}

export interface Options {
  seed: number
  count: number
  /** Number of the first round, to repeat one. */
  first?: number
  /** Gives every round this fault, instead of each in turn. */
  fault?: string | undefined
  /** Where the files of rounds with findings are kept. */
  keep?: string | undefined
  onRound?: (outcome: Outcome) => void
  /** Ends the campaign after the round that is under way. */
  signal?: AbortSignal
}

const names = Object.keys(faults)
/** Streams of random numbers that a round may use. */
const streams = 1000

export async function torture({
  seed,
  count,
  first = 0,
  fault: only,
  keep,
  onRound,
  signal
}: Options): Promise<Outcome> {
  const outcome: Outcome = {
    ...{ rounds: new Map(), findings: [], skipped: [], refused: new Map() },
    ...{ starts: 0, kills: 0, acknowledged: 0, saidLost: 0, resumed: 0 }
  }
  if (only !== undefined && !names.includes(only))
    throw new Error(`The faults are ${names.join(', ')}, not “${only}”.`)
  const scratch = mkdtempSync(join(tmpdir(), 'ductal-torture-'))
  // Also if the campaign is interrupted.
  const remove = () => rmSync(scratch, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const template = await makeTemplate(join(scratch, 'template'))
    for (let number = first; number < first + count && !signal?.aborted; number++) {
      const fault = only ?? names[number % names.length]!
      const folder = join(scratch, `${number}`)
      const round = new Round(
        folder,
        template,
        outcome,
        stream => new Random(seed, number * streams + stream)
      )
      const skipped = await faults[fault]!(round).catch(error => {
        round.find(`the round broke off: ${(error as Error).stack ?? error}`)
        return undefined
      })
      round.end()
      if (skipped !== undefined) outcome.skipped.push(`round ${number} (${fault}): ${skipped}`)
      else outcome.rounds.set(fault, (outcome.rounds.get(fault) ?? 0) + 1)
      for (const what of round.findings) outcome.findings.push({ round: number, fault, what })
      if (keep !== undefined && round.findings.length > 0)
        cpSync(folder, join(keep, `${number}`), { recursive: true })
      round.remove()
      onRound?.(outcome)
    }
  } finally {
    remove()
    process.off('exit', remove)
  }
  return outcome
}
