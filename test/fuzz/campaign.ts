/**
 * Opens damaged slides through a real host and its worker, one after the other, and watches what
 * they do to the program.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failureOf } from '../../contract/errors.ts'
import { urls, viewerLevels } from '../../contract/transport/urls.ts'
import { children, stateOf } from '../support/processes.ts'
import { Random } from '../support/random.ts'
import { serve } from '../support/serve.ts'
import { mutated } from './mutate.ts'
import { makeSeeds, prepareFolder, type Seed } from './seeds.ts'

export interface Finding {
  mutant: number
  seed: string
  what: string
}

export interface Outcome {
  mutants: number
  opened: number
  /** Number of refusals by code. */
  refused: Map<string, number>
  findings: Finding[]
  /** Largest memory of the host and of a worker, in bytes, and most processor time of a mutant. */
  hostPeak: number
  workerPeak: number
  mostSeconds: number
}

export interface Options {
  seed: number
  count: number
  /** Number of the first mutant, to repeat one. */
  first?: number
  /** Called after each mutant. */
  onMutant?: (outcome: Outcome) => void
  /** Where mutants with findings are kept. */
  keep?: string | undefined
}

/** Processor time in seconds that a mutant may take. */
const mostSeconds = 15
/** A worker keeps 320 MB of slides and needs some hundred MB for itself and for a large picture. */
const mostBytes = 1.5 * 2 ** 30
/** Mutants after which a sound slide is opened. */
const soundAfter = 20

/** Runs a campaign; leaves nothing behind but kept mutants. */
export async function fuzz(options: Options): Promise<Outcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'ductal-fuzz-'))
  const temporary = join(scratch, 'tmp')
  mkdirSync(temporary)
  const before = process.env.TMPDIR
  const seeds = await makeSeeds()
  process.env.TMPDIR = temporary
  try {
    return await new Campaign(scratch, temporary, seeds, options).run()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(scratch, { recursive: true, force: true })
  }
}

class Campaign {
  readonly #scratch: string
  readonly #temporary: string
  readonly #seeds: readonly Seed[]
  readonly #options: Options
  readonly #outcome: Outcome = {
    ...{ mutants: 0, opened: 0, refused: new Map(), findings: [] },
    ...{ hostPeak: 0, workerPeak: 0, mostSeconds: 0 }
  }
  #program: Awaited<ReturnType<typeof serve>> | undefined
  #current = { mutant: -1, seed: '' }

  constructor(scratch: string, temporary: string, seeds: readonly Seed[], options: Options) {
    this.#scratch = scratch
    this.#temporary = temporary
    this.#seeds = seeds
    this.#options = options
  }

  async run(): Promise<Outcome> {
    const { seed, count, first = 0, onMutant } = this.#options
    const unhandled = (error: unknown) => this.#find(`the host threw ${String(error)}`)
    process.on('unhandledRejection', unhandled)
    process.on('uncaughtException', unhandled)
    try {
      const data = join(this.#scratch, 'data')
      this.#program = await serve(data)
      for (const sound of this.#seeds) await this.#openSound(sound)
      for (let number = first; number < first + count; number++) {
        await this.#mutant(new Random(seed, number), number)
        // Of the same format: a decoder may be left in a bad state.
        if (number % soundAfter === 0)
          await this.#openSound(this.#seeds.find(({ name }) => name === this.#current.seed))
        onMutant?.(this.#outcome)
      }
      await this.#openSound()
      this.#checkLeftovers(data)
      await this.#program.close()
      const alive = children()
      if (alive.length > 0) this.#find(`${alive.length} processes outlived the host`)
    } finally {
      await this.#program?.close()
      process.off('unhandledRejection', unhandled)
      process.off('uncaughtException', unhandled)
    }
    this.#outcome.hostPeak = stateOf(process.pid)?.peak ?? process.memoryUsage().rss
    return this.#outcome
  }

  async #mutant(random: Random, mutant: number): Promise<void> {
    const seed = random.of(this.#seeds)
    this.#current = { mutant, seed: seed.name }
    const folder = join(this.#scratch, `${mutant}`)
    const changed = random.of([...seed.files.keys()])
    for (const [name, bytes] of seed.files) {
      prepareFolder(join(folder, name))
      writeFileSync(join(folder, name), name === changed ? mutated(bytes, random) : bytes)
    }
    const found = this.#outcome.findings.length
    await this.#watched(() => this.#open(join(folder, seed.open)))
    this.#outcome.mutants++
    const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(e => e.isFile())
    if (left.length !== seed.files.size) this.#find('files were left next to the slide')
    if (this.#options.keep && this.#outcome.findings.length > found) {
      const { cpSync } = await import('node:fs')
      cpSync(folder, join(this.#options.keep, `${mutant}`), { recursive: true })
    }
    rmSync(folder, { recursive: true, force: true })
  }

  /** Opens a path as a user would: its thumbnail, tiles at both ends of the pyramid, its label. */
  async #open(path: string): Promise<void> {
    const { client } = this.#program!
    try {
      const { slides, refused } = await client.call('slides.open', { path })
      for (const { code, message } of refused) this.#refused(code, message)
      for (const slide of slides) {
        this.#outcome.opened++
        const deepest = viewerLevels(slide.width, slide.height)
        const middle = [slide.width, slide.height].map(size => Math.floor(size / 2 / 512))
        await this.#resource(urls.thumbnail(slide.id))
        await this.#resource(urls.viewerTile(slide.id, deepest, middle[0]!, middle[1]!))
        await this.#resource(urls.viewerTile(slide.id, Math.max(deepest - 2, 0), 0, 0))
        const images = await client.call('slides.associated', { slideId: slide.id })
        if (images.length > 0) await this.#resource(urls.associated(slide.id, 0))
        await client.call('slides.remove', { slideId: slide.id })
      }
    } catch (error) {
      const { code, message } = failureOf(error)
      this.#refused(code, message)
    }
  }

  async #resource(address: string): Promise<void> {
    const { status, body } = await this.#program!.host.resource(address)
    if (status === 200) return
    const { code, message } = JSON.parse(new TextDecoder().decode(body))
    this.#refused(code, message)
  }

  #refused(code: string, message: string): void {
    this.#outcome.refused.set(code, (this.#outcome.refused.get(code) ?? 0) + 1)
    if (code === 'internal' || code === 'worker/died' || code === 'slide/crashes')
      this.#find(`${code}: ${message}`)
    else if (!/^[^\n]+\.$/.test(message)) this.#find(`no sentence: ${message}`)
  }

  /** Measures processor time and memory of the workers while something is opened. */
  async #watched(work: () => Promise<void>): Promise<void> {
    const before = new Map(children().map(({ pid, seconds }) => [pid, seconds]))
    let slow = false
    let most = 0
    const look = () => {
      for (const { pid, seconds, peak } of children()) {
        const spent = seconds - (before.get(pid) ?? 0)
        most = Math.max(most, spent)
        this.#outcome.workerPeak = Math.max(this.#outcome.workerPeak, peak)
        if (spent > mostSeconds && !slow) {
          slow = true
          this.#find(`it took more than ${mostSeconds} s of processor time`)
        }
      }
    }
    const peakBefore = this.#outcome.workerPeak
    const timer = setInterval(look, 500)
    try {
      await work()
    } finally {
      clearInterval(timer)
      look()
    }
    this.#outcome.mostSeconds = Math.max(this.#outcome.mostSeconds, most)
    if (this.#outcome.workerPeak > mostBytes && peakBefore <= mostBytes)
      this.#find(`a worker took ${Math.round(this.#outcome.workerPeak / 2 ** 20)} MB`)
    if (children().length > 2) this.#find(`${children().length} processes run`)
  }

  async #openSound(seed = this.#seeds[0]!): Promise<void> {
    const { mutant } = this.#current
    this.#current = { mutant, seed: seed.name }
    const folder = join(this.#scratch, 'sound')
    for (const [name, bytes] of seed.files) {
      prepareFolder(join(folder, name))
      writeFileSync(join(folder, name), bytes)
    }
    const { opened } = this.#outcome
    await this.#open(join(folder, seed.open))
    if (this.#outcome.opened !== opened + 1) this.#find('the sound slide did not open')
    this.#outcome.opened = opened
    rmSync(folder, { recursive: true, force: true })
  }

  #checkLeftovers(data: string): void {
    const files = readdirSync(data, { recursive: true }).map(String)
    for (const name of files.filter(file => /\.(part|tmp)$/.test(file))) this.#find(`${name} was left`)
    for (const name of readdirSync(this.#temporary)) this.#find(`${name} was left in the temporary folder`)
  }

  #find(what: string): void {
    this.#outcome.findings.push({ ...this.#current, what })
  }
}
