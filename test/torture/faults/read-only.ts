/** The data folder, or the folder of exports, is read-only. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { filesIn } from '../found.ts'
import { Program } from '../program.ts'
import { lastLine, type Round } from '../round.ts'
import { readOnly } from './disks.ts'
import type { Fault } from './fault.ts'
import { steps } from './full-disk.ts'

export const readOnlyFolder: Fault = async round => {
  round.begin()
  const folder = round.random.of([round.data, round.out])
  const before = hashOf(folder)
  const release = readOnly(folder)
  if (!release) return 'this user cannot make a folder read-only'
  try {
    await (folder === round.out ? exportsFail(round) : refuses(round))
    if (hashOf(folder) !== before) round.find('a read-only folder was changed')
  } finally {
    release()
  }
  await round.expectAll()
}

async function exportsFail(round: Round): Promise<void> {
  const program = await round.start()
  if (!program) return
  await round.work(program, { until: steps(60), allowed: ['export/unwritable'] })
  await program.stop()
  await round.checkEnd(program, 'clean')
}

/** The program may show what is there, but must not say that anything is saved. */
async function refuses(round: Round): Promise<void> {
  const program = await round.tryStart()
  if (!(program instanceof Program)) {
    if (program.code !== 1 || !/Cannot write to the data folder/.test(program.stderr))
      round.find(`it did not say that the folder cannot be written to: ${lastLine(program)}`)
    return
  }
  await round.work(program, { until: steps(20), allowed: ['library/read-only'] })
  if (round.day.acknowledged.some(({ what }) => !what.startsWith('file ')))
    round.find('actions were acknowledged in a folder that cannot be written to')
  await program.stop()
  await round.checkEnd(program, 'clean')
}

function hashOf(folder: string): string {
  const hash = createHash('sha256')
  for (const path of filesIn(folder).sort()) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}
