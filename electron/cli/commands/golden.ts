import { failureOf } from '../../../contract/errors.ts'
import { EngineName } from '../../../contract/runs/run.ts'
import type { WorkerTasks } from '../../../contract/worker.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { tableOf } from '../../../terminal/output.ts'
import { wordOf } from '../../../terminal/values.ts'
import { openPool, type WorkerPool } from '../../host/workers/pool.ts'
import { readOnly } from '../../host/workers/rights.ts'
import { options } from '../options.ts'
import { pathOf, resources, workerEntry } from '../program.ts'

type Checked = { engine: EngineName } & (WorkerTasks['golden']['gives'] | { refused: string })

export const golden: Command = {
  name: 'golden',
  synopsis: 'DIR [--engine tensorflow|webgpu|cpu] [--json]',
  summary: 'Compute a folder of golden files on each engine, or on one, and print the largest errors.',
  options: options('engine', 'json'),
  positionals: { min: 1, max: 1 },
  async run({ values, positionals, output, signal }) {
    const engine = wordOf(values, 'engine', EngineName.options)
    const folder = pathOf(positionals[0]!)
    const pool = openPool({
      entry: workerEntry,
      size: 1,
      env: { DUCTAL_RESOURCES: resources },
      writable: readOnly
    })
    try {
      const all: Checked[] = []
      for (const name of engine ? [engine] : EngineName.options)
        all.push(await check(pool, name, folder, { named: engine !== undefined, signal }))
      await output.answer(all, () => all.map(textOf).join('\n'))
      const checked = all.filter(one => 'files' in one)
      const right = checked.length > 0 && checked.every(({ files }) => files.every(({ ok }) => ok))
      return right ? exits.done : exits.model
    } finally {
      await pool.close()
    }
  }
}

/**
 * Runs each engine in its own process. Reports an engine that does not work here, or throws if it
 * was requested by name.
 */
async function check(
  pool: WorkerPool,
  engine: EngineName,
  folder: string,
  { named, signal }: { named: boolean; signal: AbortSignal }
): Promise<Checked> {
  try {
    return { engine, ...(await pool.run('golden', { engine, folder }, { signal, queue: 'probe' })) }
  } catch (error) {
    const { code, message } = failureOf(error)
    if (named || !/^(engine\/unavailable|worker\/died)$/.test(code)) throw error
    return { engine, refused: message }
  } finally {
    await pool.rest('probe')
  }
}

function textOf(checked: Checked): string {
  if ('refused' in checked) return `${checked.engine}: ${checked.refused}\n`
  const { engine, device, tolerance, files } = checked
  const number = (error: number | null) => (error === null ? '–' : error.toExponential(1))
  const rows = files.map(({ name, states, attended, pooled, probabilities, ok }) => [
    name,
    number(states),
    number(attended),
    number(pooled),
    number(probabilities),
    ok ? 'right' : 'WRONG'
  ])
  return (
    `${engine}: ${device}\n` +
    tableOf(['file', 'states', 'attended', 'mean', 'probabilities', ''], rows) +
    `Allowed error: ${tolerance.states} for states and means, ${tolerance.probabilities} for probabilities.\n`
  )
}
