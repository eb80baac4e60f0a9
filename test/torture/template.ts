/** The library that every round begins with a copy of. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Run } from '../../contract/runs/run.ts'
import type { Client } from '../../contract/transport/client.ts'
import { writeSlide } from '../support/slides.ts'
import { resultsOf } from './found.ts'
import { ductal, Program, pause } from './program.ts'
import { analysis, reviewers, runId, slideSize } from './subject.ts'

export interface Template {
  data: string
  /** The slide's analysis, which another one must equal. */
  results: string
  /** The report of the newest backup, without its times. */
  report: unknown
}

/** Analyses a slide, reviews it a little, and lets the program back the library up. */
export async function makeTemplate(folder: string): Promise<Template> {
  const data = join(folder, 'data')
  const out = join(folder, 'out')
  mkdirSync(out, { recursive: true })
  const slide = await writeSlide(join(folder, 'slide.tif'), slideSize.width, slideSize.height, 2)
  await inProgram(data, out, async client => {
    await client.call('slides.open', { path: slide })
    await analyse(client)
    for (const name of reviewers) await client.call('reviewers.add', { name, role: 'pathologist' })
    await client.call('review.label', { runId, label: 'positive', spans: [3, 4, 5] })
    await client.call('review.comment', { runId, text: 'the comment of the backup' })
    const geometry = { type: 'area' as const, parts: [[[100, 100, 900, 100, 900, 700]]] }
    await client.call('regions.add', {
      runId,
      regions: [{ kind: 'polygon', geometry, name: 'of the backup' }]
    })
    await client.call('review.sign', { runId, meaning: 'the signature of the backup' })
  })
  // The next start backs up.
  await inProgram(data, out, async () => {})
  const backups = join(data, 'backups')
  const [newest] = readdirSync(backups)
  if (!newest) throw new Error('The template has no backup.')
  const older = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 19).replaceAll(':', '-')
  copyFileSync(join(backups, newest), join(backups, `library-${older}Z.sqlite`))
  return {
    data,
    results: resultsOf(join(data, 'library.sqlite'), runId),
    report: await reportOf(data, join(out, 'report.json'))
  }
}

async function inProgram(data: string, out: string, work: (client: Client) => Promise<void>): Promise<void> {
  const program = await Program.start({ data, out })
  if (!(program instanceof Program)) throw new Error(`The program did not start: ${program.stderr}`)
  await work(await program.tab())
  const { code, stderr } = await program.stop()
  if (code !== 0) throw new Error(`The program ended with ${code}: ${stderr}`)
}

async function analyse(client: Client): Promise<void> {
  const { id } = await client.call('runs.start', analysis)
  const { status, failure } = await ended(client, id)
  if (status !== 'done') throw new Error(`The analysis is ${status}: ${failure?.message}`)
}

/** Waits for the end of a run. */
export async function ended(client: Client, id: number): Promise<Run> {
  for (;;) {
    const run = await client.call('runs.get', { runId: id })
    if (!/running|queued/.test(run.status)) return run
    await pause(100)
  }
}

/** The facts that a report states of the finished analysis; undefined if it is refused. */
export async function reportOf(data: string, file: string): Promise<unknown> {
  const words = ['report', String(runId), '--out', file, '--format', 'json', '--force', '--data', data]
  const { code } = await ductal(words)
  if (code !== 0) return undefined
  const { madeAt: _, ...facts } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  return facts
}
