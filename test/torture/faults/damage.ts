/** Files of the library are damaged while the program is not running, and a backup is restored. */
import { cpSync, existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { ductal, Program } from '../program.ts'
import { lastLine, type Round } from '../round.ts'
import { reportOf } from '../template.ts'
import { flipBits } from './bits.ts'
import type { Fault } from './fault.ts'
import { killAfterAnswers } from './kills.ts'

export const bitsFlip: Fault = async round => {
  round.begin()
  const program = await round.start()
  if (!program) return
  await round.work(program, { onAnswer: killAfterAnswers(round, program, 'all', 'SIGKILL') })
  await round.checkEnd(program, 'killed')
  // A copy, because opening the library writes its write-ahead log into it.
  const copy = join(round.folder, 'copy')
  cpSync(round.data, copy, { recursive: true })
  const facts = await reportOf(copy, join(round.folder, 'sound.json'))
  if (facts === undefined) round.find('the killed library has no report')
  const { file, damage } = harm(round)
  if (file.includes('backups')) await round.expectAll()
  else await expectSaid(round, damage, facts)
  await restore(round, damage)
}

/** Flips bits in the library, its write-ahead log or its newest backup, or cuts one of them off. */
function harm(round: Round): { file: string; damage: string } {
  const { random, library, data } = round
  const [newest] = readdirSync(join(data, 'backups')).sort().reverse()
  const log = existsSync(`${library}-wal`) ? [`${library}-wal`] : []
  const file = random.of([library, ...log, ...log, join(data, 'backups', newest!)])
  const how = random.below(8)
  const say = (done: string) => ({ file, damage: `${file.slice(data.length + 1)} (${done})` })
  if (how === 0 && log.includes(file)) {
    rmSync(file)
    return say('removed')
  }
  if (how <= 2) {
    const size = random.below(statSync(file).size)
    truncateSync(file, size)
    return say(`cut off at ${size}`)
  }
  return say(`bits flipped ${flipBits(file, random)}`)
}

/** After damage: all is as it was, or the program says that something is lost. */
async function expectSaid(round: Round, damage: string, facts: unknown): Promise<void> {
  const program = await round.tryStart()
  if (!(program instanceof Program)) {
    if (!/library/i.test(program.stderr))
      round.find(`${damage}: the refusal does not name the library: ${lastLine(program)}`)
    return
  }
  const said = await round.saysLoss(program)
  let missing: string[] = []
  try {
    missing = round.missing()
  } catch {
    if (!said) round.find(`${damage}: the library cannot be read, and the program does not say so`)
  }
  if (said) round.tally.saidLost += missing.length
  else for (const what of missing.slice(0, 3)) round.find(`${damage}: lost without a word: ${what}`)
  await program.stop()
  await round.checkEnd(program, 'clean')
  if (said || missing.length > 0) return
  const stated = await reportOf(round.data, join(round.folder, 'stated.json'))
  for (const difference of differences(facts, stated))
    round.find(`${damage}: verify finds nothing, but the report changed: ${difference}`)
}

/** Restores a backup, possibly killed and repeated; the library is then the backup. */
async function restore(round: Round, damage: string): Promise<void> {
  const words = ['restore', '--data', round.data, '--json']
  if (round.random.below(2) === 0) {
    round.tally.kills++
    await ductal(words, { after: round.random.below(500) })
    const again = await round.tryStart()
    if (again instanceof Program) {
      const client = await again.tab()
      const slides = await client.call('slides.list', undefined).catch(() => undefined)
      if (slides?.length === 0) round.find(`${damage}: a library that was half restored opens empty`)
      await again.stop()
      await round.checkEnd(again, 'clean')
    }
  }
  const restored = await ductal(words)
  round.checkOutput(restored)
  if (restored.code !== 0) return round.find(`${damage}: no backup was restored: ${lastLine(restored)}`)
  // What came later is in the library that was set aside, as `restore` says.
  round.day.acknowledged.length = 0
  await round.expectAll()
  const stated = await reportOf(round.data, join(round.folder, 'restored.json'))
  for (const difference of differences(round.template.report, stated))
    round.find(`${damage}: the restored library differs from the backup: ${difference}`)
}

/** Says which facts of two reports differ, and how. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const haveParts = [a, b].every(value => typeof value === 'object' && value !== null)
  const short = (value: unknown) => String(JSON.stringify(value)).slice(0, 200)
  if (!haveParts) return [`${path || 'all of it'}: ${short(a)} and ${short(b)}`]
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>]
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].flatMap(key => differences(left[key], right[key], `${path}.${key}`)).slice(0, 3)
}
