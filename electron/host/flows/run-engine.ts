import { failureOf } from '../../../contract/errors.ts'
import type { EngineName } from '../../../contract/run.ts'
import type { Context } from '../context.ts'
import { engineChoice, setEngines } from '../runs/records.ts'

/** What speaks against an engine, and not against the tile or the model. */
const enginesFault = /^engine\/(unavailable|memory|lost)$/

/** The engine that works on a run: chosen with its first tile, and anew when it fails in the middle. */
export class EngineOfRun {
  readonly #context: Pick<Context, 'db' | 'ladder'>
  readonly #runId: number
  readonly #modelFolder: string
  #taken: Promise<EngineName> | undefined

  constructor(context: Pick<Context, 'db' | 'ladder'>, runId: number, modelFolder: string) {
    this.#context = context
    this.#runId = runId
    this.#modelFolder = modelFolder
  }

  /** Chooses it now, so that its first task does not wait for that. @throws DuctalError engine/unavailable, model/… */
  async ready(signal: AbortSignal): Promise<void> {
    await this.#take(signal)
  }

  /**
   * Does something with the engine. Where the engine fails, and the run was begun with `auto`, the next one is taken for this
   * and all that follows.
   * @throws DuctalError engine/unavailable where no engine is left, and whatever the work throws
   */
  async with<T>(signal: AbortSignal, work: (engine: EngineName) => Promise<T>): Promise<T> {
    const taken = this.#take(signal)
    const engine = await taken
    try {
      return await work(engine)
    } catch (error) {
      const { code, message } = failureOf(error)
      if (engineChoice(this.#context.db, this.#runId) !== 'auto') throw error
      if (code === 'worker/died' && engine !== 'cpu') {
        // The tile or the device? What the processor's own engine can do was the device's fault.
        const result = await work('cpu')
        this.#refuse(taken, engine, `Its process ended while it worked on analysis ${this.#runId}.`)
        return result
      }
      if (!enginesFault.test(code)) throw error
      this.#refuse(taken, engine, message)
      return work(await this.#take(signal))
    }
  }

  #refuse(taken: Promise<EngineName>, engine: EngineName, reason: string): void {
    this.#context.ladder.refuse(engine, reason)
    if (this.#taken === taken) this.#taken = undefined
  }

  #take(signal: AbortSignal): Promise<EngineName> {
    const taken = this.#taken ?? this.#choose(signal)
    this.#taken = taken
    taken.catch(() => {
      if (this.#taken === taken) this.#taken = undefined
    })
    return taken
  }

  async #choose(signal: AbortSignal): Promise<EngineName> {
    const { db, ladder } = this.#context
    const began = performance.now()
    const { engine, verdicts } = await ladder.choose(engineChoice(db, this.#runId), this.#modelFolder, signal)
    setEngines(db, this.#runId, verdicts, (performance.now() - began) / 1000)
    return engine
  }
}
