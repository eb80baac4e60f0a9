/** The library is moved away, replaced or removed while the program has it open. */
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Program } from '../program.ts'
import type { Fault } from './fault.ts'
import { steps } from './full-disk.ts'

export const libraryReplaced: Fault = async round => {
  if (process.platform === 'win32') return 'Windows keeps open files in their places'
  const { random, day, library } = round
  round.begin()
  const program = await round.start()
  if (!program) return
  await round.work(program, { until: steps(10 + random.below(30)) })
  const aside = join(round.folder, 'aside.sqlite')
  const how = random.of(['moved', 'replaced', 'removed'] as const)
  if (how === 'removed') rmSync(library)
  else renameSync(library, aside)
  if (how === 'replaced') {
    const [backup] = readdirSync(join(round.data, 'backups'))
    copyFileSync(join(round.data, 'backups', backup!), library)
  }
  const before = day.acknowledged.length
  await round.work(program, {
    until: steps(30),
    allowed: ['library/read-only', 'library/displaced']
  })
  const after = day.acknowledged.slice(before).filter(({ what }) => !what.startsWith('file '))
  if (after.length > 0) round.find(`${after.length} actions were acknowledged after the library was ${how}`)
  await program.stop()
  await round.checkEnd(program, 'clean')
  if (how === 'removed') {
    // Backups prove that there was a library.
    const again = await round.tryStart()
    if (!(again instanceof Program)) return
    if (!(await round.saysLoss(again))) round.find('a library that was removed is taken for a new one')
    await again.stop()
    await round.checkEnd(again, 'clean')
    return
  }
  for (const end of ['', '-wal', '-shm']) if (existsSync(library + end) && end === '') rmSync(library + end)
  renameSync(aside, library)
  await round.expectAll()
}
