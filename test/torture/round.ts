/** One round: a day that something happens to, and what must be true afterwards. */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../contract/transport/client.ts'
import type { Random } from '../support/random.ts'
import { Day, Tab, usualRefusals } from './day.ts'
import { brokenFile, filesIn, find, halfFilesIn, resultsOf } from './found.ts'
import { type Ended, Program, type StartOptions } from './program.ts'
import { analysis } from './subject.ts'
import { ended, type Template } from './template.ts'

/** What rounds count, all together. */
export interface Tally {
  starts: number
  kills: number
  acknowledged: number
  /** Acknowledged actions that were lost, which the program said. */
  saidLost: number
  /** Analyses that were resumed to the same bytes. */
  resumed: number
  refused: Map<string, number>
}

export class Round {
  readonly findings: string[] = []
  readonly folder: string
  /** Data folder; on another disk in some rounds. */
  data: string
  readonly out: string
  readonly day: Day
  readonly random: Random
  readonly template: Template
  readonly tally: Tally
  readonly #randomOf: (stream: number) => Random
  #tabs = 0

  /** @param randomOf random numbers of the round, one stream for each purpose */
  constructor(folder: string, template: Template, tally: Tally, randomOf: (stream: number) => Random) {
    this.folder = folder
    this.data = join(folder, 'data')
    this.out = join(folder, 'out')
    this.template = template
    this.tally = tally
    this.#randomOf = randomOf
    this.random = randomOf(0)
    mkdirSync(this.out, { recursive: true })
    this.day = new Day(folder, this.out)
  }

  get library(): string {
    return join(this.data, 'library.sqlite')
  }

  find(what: string): void {
    this.findings.push(what)
  }

  begin(): void {
    cpSync(this.template.data, this.data, { recursive: true })
  }

  /** Starts the program; a refusal is a finding. */
  async start(options: Partial<StartOptions> = {}): Promise<Program | undefined> {
    const program = await this.tryStart(options)
    if (program instanceof Program) return program
    this.find(`the program did not start: ${lastLine(program)}`)
    return undefined
  }

  async tryStart(options: Partial<StartOptions> = {}): Promise<Program | Ended> {
    this.tally.starts++
    const program = await Program.start({ data: this.data, out: this.out, ...options })
    if (!(program instanceof Program)) this.checkOutput(program)
    return program
  }

  /**
   * Two people work until the program is gone or `until` says so.
   * @param allowed further codes of refusals that may come
   */
  async work(
    program: Program,
    {
      until = () => false,
      allowed = [],
      onAnswer = () => {}
    }: { until?: () => boolean; allowed?: readonly string[]; onAnswer?: () => void } = {}
  ): Promise<void> {
    const codes = new Set([...usualRefusals, ...allowed])
    await Promise.all(
      [1, 2].map(async () => {
        const number = ++this.#tabs
        const client = await program.tab().catch(() => undefined)
        if (client)
          await new Tab(client, this.day, this.#randomOf(number), number).work(codes, until, onAnswer)
        client?.close()
      })
    )
  }

  /** Starts an analysis, which the program acknowledges with its number. */
  async analyse(client: Client): Promise<number> {
    const { id } = await client.call('runs.start', analysis)
    this.day.acknowledged.push({ what: `analysis ${id}`, holds: ({ runs }) => runs.has(id) })
    return id
  }

  /** No program may end in a stack trace, or leave processes. */
  async checkEnd(program: Program, expected: 'clean' | 'killed'): Promise<Ended> {
    const end = await program.ended
    this.checkOutput(end)
    if (expected === 'clean' && end.code !== 0)
      this.find(`the program ended with ${end.code ?? end.signal} when it was stopped: ${lastLine(end)}`)
    const orphans = await program.orphans()
    if (orphans > 0) this.find(`${orphans} workers outlived the program`)
    return end
  }

  checkOutput({ stderr, stdout }: Ended): void {
    const trace = `${stderr}\n${stdout}`.match(/^.*\n?\s+at .*:\d+:\d+.*$/m)?.[0]
    if (trace) this.find(`a stack trace was printed: ${trace}`)
  }

  /**
   * After a fault that damages nothing: all that was acknowledged is there, and all is well.
   * @param times whether times in the log may run backwards, which `verify` then says
   */
  async expectAll({ times = false } = {}): Promise<void> {
    const program = await this.start()
    if (!program) return
    const client = await program.tab()
    const { readOnly } = await client.call('host.info', undefined)
    if (readOnly) this.find(`the library is read-only: ${readOnly.message}`)
    const { faults } = await client.call('review.verify', {})
    for (const { message } of faults
      .filter(({ message }) => !(times && /time|clock/i.test(message)))
      .slice(0, 3))
      this.find(`verify: ${message}`)
    for (const what of this.missing().slice(0, 5)) this.find(`lost without a word: ${what}`)
    await this.resume(client)
    await this.finish(program)
  }

  /** Whether the program says that the library is damaged or lacks something. */
  async saysLoss(program: Program): Promise<boolean> {
    const client = await program.tab()
    const { readOnly } = await client.call('host.info', undefined)
    if (readOnly) return true
    try {
      if ((await client.call('review.verify', {})).faults.length > 0) return true
    } catch (error) {
      this.day.refuse(error, new Set(['library/corrupt', 'review/broken']))
      return true
    }
    const { checks } = await client.call('host.doctor', undefined)
    return checks.some(({ name, ok }) => name === 'library' && !ok)
  }

  /** Acknowledged actions that are not in the library or in the folder of exports. */
  missing(library = this.library): string[] {
    const found = find(library, this.out)
    return this.day.acknowledged.filter(({ holds }) => !holds(found)).map(({ what }) => what)
  }

  /** Resumes what was interrupted; each analysis must equal the one that was not. */
  async resume(client: Client): Promise<void> {
    for (const { id } of await client.call('runs.list', {})) {
      const before = await ended(client, id)
      if (before.status !== 'done') {
        await client.call('runs.resume', { runId: id })
        const { status, failure } = await ended(client, id)
        if (status !== 'done')
          this.find(`analysis ${id} is ${status} after it was resumed: ${failure?.message}`)
        else this.tally.resumed++
      }
      if (resultsOf(this.library, id) !== this.template.results)
        this.find(`analysis ${id} has other results than one that was not interrupted`)
    }
  }

  /** Stops the program and looks at what it leaves. */
  async finish(program: Program): Promise<void> {
    await program.stop()
    await this.checkEnd(program, 'clean')
    this.checkFiles()
  }

  checkFiles(): void {
    for (const path of halfFilesIn(this.data, this.out)) this.find(`a half file was left: ${path}`)
    for (const path of filesIn(this.out)) {
      const fault = brokenFile(path)
      if (fault) this.find(`${path} is not whole: ${fault}`)
    }
  }

  /** Adds what the day counted, and removes the round's files. */
  end(): void {
    for (const wrong of new Set(this.day.wrong)) this.find(`a call was refused with ${wrong}`)
    this.tally.acknowledged += this.day.acknowledged.length
    for (const [code, count] of this.day.refused)
      this.tally.refused.set(code, (this.tally.refused.get(code) ?? 0) + count)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const lastLine = ({ code, signal, stderr, stdout }: Ended): string =>
  `${code ?? signal}, ${(stderr.trim() || stdout.trim()).split('\n').at(-1)}`
