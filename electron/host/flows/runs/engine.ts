import { failureOf } from '../../../../contract/errors.ts'
import type { EngineName } from '../../../../contract/runs/run.ts'
import type { Context } from '../../context.ts'
import { engineChoice, setEngines } from '../../runs/records.ts'

/** Failures caused by the engine rather than by the tile or the model. */
const enginesFault = /^engine\/(unavailable|memory|lost)$/

/** The engine for a run: selected with the first tile, and again if it fails during the run. */
export class EngineOfRun {
  readonly #context: Pick<Context, 'db' | 'engineSelection'>
  readonly #runId: number
  readonly #modelFolder: string
  #selected: Promise<EngineName> | undefined

  constructor(context: Pick<Context, 'db' | 'engineSelection'>, runId: number, modelFolder: string) {
    this.#context = context
    this.#runId = runId
    this.#modelFolder = modelFolder
  }

  /**
   * Selects the engine in advance, so that the first task need not wait.
   * @throws DuctalError engine/unavailable, model/…
   */
  async ready(signal: AbortSignal): Promise<void> {
    await this.#select(signal)
  }

  /**
   * Runs `work` with the engine. If the engine fails in a run started with `auto`, switches to the
   * next one for this work and all later work.
   * @throws DuctalError engine/unavailable if no engine is left, and whatever `work` throws
   */
  async with<T>(signal: AbortSignal, work: (engine: EngineName) => Promise<T>): Promise<T> {
    const selected = this.#select(signal)
    const engine = await selected
    try {
      return await work(engine)
    } catch (error) {
      const { code, message } = failureOf(error)
      if (engineChoice(this.#context.db, this.#runId) !== 'auto') throw error
      if (code === 'worker/died' && engine !== 'cpu') {
        // Tile or device? If the CPU engine can do the same work, the device was at fault.
        const result = await work('cpu')
        this.#refuse(selected, engine, `Its process crashed during analysis ${this.#runId}.`)
        return result
      }
      if (!enginesFault.test(code)) throw error
      this.#refuse(selected, engine, message)
      return work(await this.#select(signal))
    }
  }

  #refuse(selected: Promise<EngineName>, engine: EngineName, reason: string): void {
    this.#context.engineSelection.refuse(engine, reason)
    if (this.#selected === selected) this.#selected = undefined
  }

  #select(signal: AbortSignal): Promise<EngineName> {
    const selected = this.#selected ?? this.#choose(signal)
    this.#selected = selected
    selected.catch(() => {
      if (this.#selected === selected) this.#selected = undefined
    })
    return selected
  }

  async #choose(signal: AbortSignal): Promise<EngineName> {
    const { db, engineSelection } = this.#context
    const began = performance.now()
    const { engine, probes } = await engineSelection.choose(
      engineChoice(db, this.#runId),
      this.#modelFolder,
      signal
    )
    setEngines(db, this.#runId, probes, (performance.now() - began) / 1000)
    return engine
  }
}
