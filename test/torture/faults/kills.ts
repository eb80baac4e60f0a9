/** The program, one of its workers or all of its processes are killed. */
import { type Program, pause, type Victims } from '../program.ts'
import { lastLine, type Round } from '../round.ts'
import { ending, type Fault } from './fault.ts'

/**
 * Kills after a number of answers, so that it happens among actions on any machine, and a moment
 * more, so that it can happen anywhere within an action.
 * @returns what to call after each answer
 */
export function killAfterAnswers(
  round: Round,
  program: Program,
  victims: Victims,
  signal: NodeJS.Signals
): () => void {
  const enough = 1 + round.random.below(30)
  const moment = round.random.below(20)
  let answers = 0
  return () => {
    if (++answers !== enough) return
    round.tally.kills++
    setTimeout(() => program.kill(victims, signal), moment)
  }
}

/** The program or all of its processes are killed while two people work, up to three times. */
export const killedAtWork: Fault = async round => {
  round.begin()
  for (let times = 1 + round.random.below(3); times > 0; times--) {
    const program = await round.start()
    if (!program) return
    const signal = round.random.of(['SIGKILL', 'SIGKILL', 'SIGTERM'] as const)
    const victims = round.random.of(['host', 'all'] as const)
    const onAnswer = killAfterAnswers(round, program, victims, signal)
    await round.work(program, { onAnswer, allowed: ending })
    await round.checkEnd(program, signal === 'SIGTERM' ? 'clean' : 'killed')
  }
  await round.expectAll()
}

/** The same during an analysis. */
export const killedInAnalysis: Fault = async round => {
  round.begin()
  const program = await round.start()
  if (!program) return
  const signal = round.random.of(['SIGKILL', 'SIGTERM'] as const)
  await killInAnalysis(round, program, round.random.of(['host', 'all'] as const), signal)
  await round.checkEnd(program, signal === 'SIGTERM' ? 'clean' : 'killed')
  await round.expectAll()
}

/**
 * A worker is killed during an analysis. The program goes on, and so does the analysis: a crash
 * costs one tile, which is repeated. Two crashes would be blamed on the slide.
 */
export const workerKilled: Fault = async round => {
  round.begin()
  const program = await round.start()
  if (!program) return
  const signal = round.random.of(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)
  await killInAnalysis(round, program, 'worker', signal)
  if (!program.isRunning) round.find(`the program ended with its worker: ${lastLine(await program.ended)}`)
  else {
    const enough = round.day.acknowledged.length + 5
    const until = () => round.day.acknowledged.length >= enough || !program.isRunning
    await round.work(program, { until, allowed: ending })
    await round.resume(await program.tab())
    await program.stop()
    await round.checkEnd(program, 'clean')
  }
  await round.expectAll()
}

/** Kills at some point between the start of an analysis and its last tile, while people work. */
async function killInAnalysis(
  round: Round,
  program: Program,
  victims: Victims,
  signal: NodeJS.Signals
): Promise<void> {
  const client = await program.tab()
  /** Number of finished tiles to wait for; −1 kills while the analysis begins. */
  const tiles = round.random.below(5) - 1
  const moment = round.random.below(tiles < 0 ? 1500 : 100)
  const which = round.random.below(12)
  let killed = false
  const kill = async () => {
    await pause(moment)
    round.tally.kills++
    killed = true
    program.kill(victims, signal, which)
  }
  const events = client.stream('host.events', undefined)
  // The stream begins when it is first asked, which must be before the analysis.
  const first = events.next()
  // It fails with the program, which may happen before it is awaited.
  first.catch(() => {})
  await round.analyse(client).catch(error => round.day.refuse(error, new Set(['door/closed', ...ending])))
  const watching = (async () => {
    let done = 0
    if (tiles <= 0) return kill()
    for (let event = await first; !event.done; event = await events.next()) {
      const { value } = event
      if (value.type === 'tile' && value.tile.state === 'done') done++
      const isOver = value.type === 'run' && !/queued|running/.test(value.run.status)
      if (done >= tiles || isOver) return kill()
    }
  })().catch(() => {})
  await round.work(program, { until: () => killed, allowed: ending })
  await watching
}
