/** The disk of the library fills up, or no file may grow. */
import { cpSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { filesIn } from '../found.ts'
import { Program } from '../program.ts'
import { lastLine, type Round } from '../round.ts'
import { type SmallDisk, smallDisk } from './disks.ts'
import type { Fault } from './fault.ts'

export const fullDisk: Fault = async round => {
  const disk = round.random.below(4) === 0 ? undefined : smallDisk(join(round.folder, 'disk'))
  if (!disk) return process.platform === 'win32' ? 'no limit of file sizes on Windows' : largestFile(round)
  try {
    round.data = join(disk.folder, 'data')
    await fillsUp(round, disk)
  } finally {
    if (round.findings.length > 0) cpSync(disk.folder, join(round.folder, 'left'), { recursive: true })
    disk.close()
  }
}

/** The disk fills up while people work, or before the program starts, and has space again later. */
async function fillsUp(round: Round, disk: SmallDisk): Promise<void> {
  const { random, day } = round
  round.begin()
  if (random.below(3) === 0) disk.fill(random.below(60_000))
  const program = await round.tryStart()
  if (!(program instanceof Program)) {
    if (!/disk is full/i.test(program.stderr))
      round.find(`it did not say that the disk is full: ${lastLine(program)}`)
    disk.clear()
    return round.expectAll()
  }
  const allowed = ['disk/full']
  await round.work(program, { until: steps(random.below(10)), allowed })
  disk.fill(random.below(60_000))
  await round.work(program, { until: steps(10 + random.below(60)), allowed })
  if (random.below(2) === 0) {
    round.tally.kills++
    program.kill('all', 'SIGKILL')
    await round.checkEnd(program, 'killed')
    // The next start may find the disk still full.
    if (random.below(2) === 0) {
      const again = await round.tryStart()
      if (again instanceof Program) {
        await again.stop()
        await round.checkEnd(again, 'clean')
      }
    }
    disk.clear()
  } else {
    disk.clear()
    const enough = day.acknowledged.length + 3
    const limit = steps(200)
    await round.work(program, { until: () => day.acknowledged.length >= enough || limit() })
    if (day.acknowledged.length < enough) round.find('nothing can be saved after the disk has space again')
    await program.stop()
    await round.checkEnd(program, 'clean')
  }
  await round.expectAll()
}

/** No file may become larger than a little more than the library is, as on an old file system. */
async function largestFile(round: Round): Promise<undefined> {
  round.begin()
  const most = Math.max(...filesIn(round.data).map(path => statSync(path).size))
  const program = await round.start({ largestFile: most + round.random.below(200_000) })
  if (!program) return
  await round.work(program, {
    until: steps(150),
    allowed: ['disk/full', 'library/unwritable', 'export/unwritable']
  })
  round.tally.kills++
  program.kill('all', round.random.of(['SIGKILL', 'SIGTERM'] as const))
  await round.checkEnd(program, 'killed')
  await round.expectAll()
}

/** Returns a condition that is met when it was asked more often than `most` times. */
export function steps(most: number): () => boolean {
  let asked = 0
  return () => ++asked > most
}
