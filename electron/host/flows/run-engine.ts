import { failureOf } from '../../../contract/errors.ts'
import type { EngineName } from '../../../contract/run.ts'
import type { Context } from '../context.ts'
import { engineChoice, setEngines } from '../runs/records.ts'

/** Failures caused by the engine rather than by the tile or the model. */
const enginesFault = /^engine\/(unavailable|memory|lost)$/

/** The engine for a run: selected with the first tile, and again if it fails during the run. */
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

  /**
   * Selects the engine in advance, so that the first task need not wait.
   * @throws DuctalError engine/unavailable, model/…
   */
  async ready(signal: AbortSignal): Promise<void> {
    await this.#take(signal)
  }

  /**
   * Runs `work` with the engine. If the engine fails in a run started with `auto`, switches to the
   * next one for this work and all later work.
   * @throws DuctalError engine/unavailable if no engine is left, and whatever `work` throws
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
        // Tile or device? If the CPU engine can do the same work, the device was at fault.
        const result = await work('cpu')
        this.#refuse(taken, engine, `Its process crashed during analysis ${this.#runId}.`)
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
