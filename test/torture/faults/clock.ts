/** The clock is wrong, and jumps while people work. Later it is right again. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ending, type Fault } from './fault.ts'
import { killAfterAnswers } from './kills.ts'

const day = 86_400_000

export const clockJumps: Fault = async round => {
  const { random } = round
  round.begin()
  const folder = join(round.data, 'backups')
  const before = readdirSync(folder)
  const wrong = () =>
    random.of([
      -random.below(72) * 3_600_000,
      (random.below(800) - 400) * day,
      // 1970, as after a dead battery.
      -Date.now() + random.below(1000) * day,
      150 * 365 * day
    ])
  for (let times = 1 + random.below(2); times > 0; times--) {
    const clock = [0, 300, 700].map((after): [number, number] => [after + random.below(300), wrong()])
    const program = await round.start({ clock })
    if (!program) return
    const signal = random.of(['SIGKILL', 'SIGTERM'] as const)
    const onAnswer = killAfterAnswers(round, program, 'host', signal)
    await round.work(program, { onAnswer, allowed: ending })
    await round.checkEnd(program, signal === 'SIGTERM' ? 'clean' : 'killed')
  }
  await round.expectAll({ times: true })
  const after = new Set(readdirSync(folder))
  for (const name of before)
    if (!after.has(name)) round.find(`the backup ${name} was deleted after the clock changed`)
}
