/**
 * Measures what an engine costs before and during a run, in real worker processes:
 *    node bench/engines.ts [MODEL…, default all that are installed]
 * `choice`: seconds to select an engine for a run when no process exists yet. This covers
 * processes, self-tests, the model and its golden outputs. `memory`: MB resident in one worker on
 * the CPU while it reads 100,000 patches of a generated folder.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineSelection } from '../electron/host/engines/selection.ts'
import { openPool, type WorkerPool } from '../electron/host/workers/pool.ts'
import { writePatchFolder } from '../test/support/slides.ts'
import { spreadOf } from './engine/figures.ts'

const root = join(import.meta.dirname, '..')
const choices = 5
/** DUCTAL_BENCH_PATCHES shortens the measurement; 3,072 patches are twelve tiles. */
const patches = Number(process.env.DUCTAL_BENCH_PATCHES ?? 100_000)
const side = 16

const open = () =>
  openPool({
    entry: join(root, 'electron', 'worker', 'main.ts'),
    size: 1,
    env: { DUCTAL_RESOURCES: root }
  })

async function withPool<T>(work: (pool: WorkerPool) => Promise<T>): Promise<T> {
  const pool = open()
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}

async function choice(modelFolder: string) {
  const seconds: number[] = []
  for (let time = 0; time < choices; time++)
    await withPool(async pool => {
      const began = performance.now()
      await new EngineSelection(pool).choose('auto', modelFolder)
      seconds.push((performance.now() - began) / 1000)
    })
  return spreadOf(seconds)
}

/** Resident memory of the process; Linux only. */
async function residentMB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024)
}

async function memory(modelFolder: string, folder: string, count: number) {
  return withPool(async pool => {
    const each = side * side
    const xs = Float64Array.from({ length: each }, (_, i) => 1 + (i % side) * 50)
    const ys = Float64Array.from({ length: each }, (_, i) => 1 + Math.floor(i / side) * 50)
    const task = { path: folder, kind: 'patches', modelFolder, engine: 'cpu', mpp: 4, xs, ys } as const
    const readings: number[] = []
    const began = performance.now()
    for (let done = 0; done < count; ) {
      await pool.run('infer', task)
      done += each
      readings.push(await residentMB(pool.pids('work')[0]!))
    }
    const at = (share: number) => readings[Math.min(readings.length - 1, Math.floor(readings.length * share))]
    return {
      patches: readings.length * each,
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      megabytes: { tenth: at(0.1), half: at(0.5), end: at(1), most: Math.max(...readings) }
    }
  })
}

const named = process.argv.slice(2)
const installed = await withPool(pool => pool.run('models', { folder: join(root, 'models') }))
const folder = await mkdtemp(join(tmpdir(), 'ductal-bench-'))
const results: Record<string, unknown> = {}
try {
  const slide = await writePatchFolder(folder, side, side)
  for (const { name } of installed.filter(({ name }) => named.length === 0 || named.includes(name))) {
    const modelFolder = join(root, 'models', name)
    results[name] = {
      choiceSeconds: await choice(modelFolder),
      memory: await memory(modelFolder, slide, patches)
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(JSON.stringify(results))
