import { DuctalError, failureOf } from '../../../contract/errors.ts'
import { type EngineChoice, type EngineName, engineNames } from '../../../contract/runs/engine.ts'
import type { EngineProbe } from '../../../contract/runs/run.ts'
import type { EngineReport, TaskName, WorkerTasks } from '../../../contract/worker.ts'

/** Fastest first, as far as is known before measuring. */

type QueueName = 'work' | 'probe'

/** The parts of the worker pool that engine selection needs. */
export interface Workers {
  run<K extends TaskName>(
    name: K,
    input: WorkerTasks[K]['takes'],
    options: { signal?: AbortSignal; queue: QueueName }
  ): Promise<WorkerTasks[K]['gives']>
  /** Ends the idle processes of a worker queue. */
  rest(queue: QueueName): Promise<void>
}

export interface SelectedEngine {
  engine: EngineName
  /** One entry for each engine probed. */
  probes: EngineProbe[]
}

interface Candidate {
  name: EngineName
  report: EngineReport
  patchesPerSecond: number | null
}

export class EngineSelection {
  readonly #workers: Workers
  /** Engines that failed during a run, with the reason. */
  readonly #failed = new Map<EngineName, string>()

  constructor(workers: Workers) {
    this.#workers = workers
  }

  /** Excludes an engine from `auto` from now on, with the reason. */
  refuse(name: EngineName, reason: string): void {
    this.#failed.set(name, reason)
  }

  /**
   * Probes the requested engine, or with `auto` all of them, and selects the fastest that
   * reproduces the golden outputs.
   * @throws DuctalError engine/unavailable if none does; model/… if no engine can use the model
   */
  async choose(
    choice: EngineChoice,
    modelFolder: string | null,
    signal?: AbortSignal
  ): Promise<SelectedEngine> {
    const probes = await this.examine(choice, modelFolder, signal)
    const selected = probes.find(({ chosen }) => chosen)
    if (!selected) throw new DuctalError('engine/unavailable', probes.map(({ reason }) => reason).join(' '))
    return { engine: selected.name, probes }
  }

  /**
   * As `choose`, but returns normally when no engine is available.
   * @throws model/…
   */
  async examine(
    choice: EngineChoice,
    modelFolder: string | null,
    signal?: AbortSignal
  ): Promise<EngineProbe[]> {
    let candidates: Candidate[]
    try {
      candidates = await this.#probeAll(choice, modelFolder, signal)
      const able = candidates.filter(({ report }) => report.ok)
      if (able.length > 1 && modelFolder !== null)
        for (const candidate of able) await this.#measure(candidate, modelFolder, signal)
    } finally {
      await this.#workers.rest('probe')
    }
    const best = candidates
      .filter(({ report }) => report.ok)
      .reduce<Candidate | null>((a, b) => (a && speed(a) >= speed(b) ? a : b), null)
    return candidates.map(candidate => probeOf(candidate, best))
  }

  /**
   * Worker queues have separate processes: the CPU engine is probed while the GPU engines are
   * probed one after the other.
   */
  async #probeAll(
    choice: EngineChoice,
    modelFolder: string | null,
    signal?: AbortSignal
  ): Promise<Candidate[]> {
    const names = choice === 'auto' ? engineNames : [choice]
    const reports = new Map<EngineName, EngineReport>()
    const queues = [...new Set(names.map(queueOf))].map(async queue => {
      for (const name of names.filter(name => queueOf(name) === queue))
        reports.set(name, await this.#probe(name, choice, modelFolder, signal))
    })
    const ended = await Promise.allSettled(queues)
    for (const queue of ended) if (queue.status === 'rejected') throw queue.reason
    return names.map(name => ({ name, report: reports.get(name)!, patchesPerSecond: null }))
  }

  async #probe(
    name: EngineName,
    choice: EngineChoice,
    modelFolder: string | null,
    signal?: AbortSignal
  ): Promise<EngineReport> {
    const failed = choice === 'auto' && this.#failed.get(name)
    if (failed) return refusal(failed)
    try {
      const report = await this.#workers.run(
        'probe',
        { engine: name, modelFolder, software: choice !== 'auto' },
        { ...(signal ? { signal } : {}), queue: queueOf(name) }
      )
      if (choice !== 'auto' || !report.ok || name === 'cpu' || report.kind === 'gpu') return report
      const reason = `${report.device} is not a GPU. To use it anyway, choose ${name} explicitly.`
      return { ...report, ok: false, reason }
    } catch (error) {
      const { code, message } = failureOf(error)
      if (code !== 'worker/died') throw error
      return refusal(`The test process crashed while opening the engine ${name}. ${message}`)
    }
  }

  async #measure(candidate: Candidate, modelFolder: string, signal?: AbortSignal): Promise<void> {
    const { name } = candidate
    try {
      const { patchesPerSecond } = await this.#workers.run(
        'measure',
        { engine: name, modelFolder },
        { ...(signal ? { signal } : {}), queue: queueOf(name) }
      )
      candidate.patchesPerSecond = patchesPerSecond
    } catch (error) {
      const { code, message } = failureOf(error)
      if (!/^(engine\/|worker\/died)/.test(code)) throw error
      candidate.report = { ...candidate.report, ok: false, reason: message }
    }
  }
}

/** The CPU engine cannot crash its process, and a worker that has opened it can go on using it. */
const queueOf = (name: EngineName): QueueName => (name === 'cpu' ? 'work' : 'probe')

const refusal = (reason: string): EngineReport => ({ ok: false, device: null, kind: null, reason })

const speed = ({ patchesPerSecond }: Candidate) => patchesPerSecond ?? 0

function probeOf({ name, report, patchesPerSecond }: Candidate, best: Candidate | null): EngineProbe {
  const chosen = name === best?.name
  const slower = chosen ? '' : `slower than ${best?.name} on this computer, measured with this model`
  return {
    name,
    ok: report.ok,
    chosen,
    device: report.device,
    patchesPerSecond: patchesPerSecond === null ? null : Math.round(patchesPerSecond),
    reason: report.ok ? slower : report.reason
  }
}
