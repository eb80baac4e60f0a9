import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeText } from '../output/files.ts'
import { comparisonFigure } from './figures/comparison-figure.ts'
import { curvesFigure } from './figures/curves-figure.ts'
import { signalFigure } from './figures/signal-figure.ts'
import { pageOf } from './page.ts'
import { type Run, runsFolder } from './records/run.ts'
import type { WholeSlides } from './records/whole-slides.ts'

/** Writes the page and its figures, and returns their paths. */
export async function writeResults(
  runs: Run[],
  whole: WholeSlides | null,
  checks: readonly string[],
  defaultModel: string | null,
  larger: Run[],
  folder = join(runsFolder, '..')
): Promise<string[]> {
  const texts = {
    'README.md': pageOf(runs, whole, checks, defaultModel, larger),
    'figure-2.svg': await signalFigure(),
    'figure-7.svg': curvesFigure(runs),
    'figure-8.svg': comparisonFigure(runs)
  }
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(texts)) await writeText(join(folder, name), content)
  return Object.keys(texts).map(name => join(folder, name))
}
