/**
 * Measures the seconds from `analyze` to done, by stage, with a new library each time:
 *    node bench/analysis.ts [TIMES, default 3]
 * Analyses the demo slide, and the patch folder 8867 if ../shared/data has it. Prints one JSON
 * document.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pixelTasks as tasks } from '../electron/worker/pixel-tasks.ts'
import { spreadOf } from './engine/figures.ts'

const root = join(import.meta.dirname, '..')
const times = Number(process.argv[2] ?? 3)
const scratch = await mkdtemp(join(tmpdir(), 'ductal-bench-'))

interface Document {
  slide: { width: number; height: number }
  run: {
    model: string
    engine: string
    patches: number
    patchesPerSecond: number
    seconds: { open: number; tissue: number; infer: number; total: number }
  }
}

/** Runs the terminal program once. Also returns the seconds from its start to its exit. */
async function analyse(path: string, number: number): Promise<{ document: Document; wall: number }> {
  const data = join(scratch, `data-${number}`)
  const args = [join(root, 'scripts', 'ductal.ts'), 'analyze', path, '--data', data, '--json']
  const began = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const wall = (performance.now() - began) / 1000
  await rm(data, { recursive: true })
  return { document: JSON.parse(stdout) as Document, wall }
}

async function measure(path: string) {
  const taken: Awaited<ReturnType<typeof analyse>>[] = []
  for (let number = 0; number < times; number++) taken.push(await analyse(path, number))
  const { slide, run } = taken[0]!.document
  const stage = (name: keyof typeof run.seconds) =>
    spreadOf(taken.map(({ document }) => document.run.seconds[name]))
  return {
    size: `${slide.width} × ${slide.height}`,
    model: run.model,
    engine: run.engine,
    patches: run.patches,
    seconds: {
      open: stage('open'),
      tissue: stage('tissue'),
      infer: stage('infer'),
      total: stage('total'),
      program: spreadOf(taken.map(({ wall }) => wall))
    },
    patchesPerSecond: spreadOf(taken.map(({ document }) => document.run.patchesPerSecond))
  }
}

const shared = process.env.DUCTAL_SHARED_DATA ?? join(root, '..', 'shared', 'data')
const folder = join(shared, 'idc', '8867')
const drawing = performance.now()
const demo = await tasks.demo({ folder: join(scratch, 'demo') }, new AbortController().signal, () => {})
const drawn = (performance.now() - drawing) / 1000

console.log(
  JSON.stringify({
    times,
    8867: existsSync(folder) ? await measure(folder) : null,
    demo: await measure(demo.path),
    demoDrawnInSeconds: Number(drawn.toPrecision(3))
  })
)
await rm(scratch, { recursive: true })
process.exit(0)
