import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePatchFolder } from '../support/patches.ts'
import { ductal, root } from './program.ts'

/** Playwright empties its output folder before each run of the suite: what lies here is of this one. */
const folder = join(root, 'test-results', 'kept')

/** What several tests begin with, made once for all of them. */
async function kept(name: string, make: (into: string) => Promise<unknown>): Promise<string> {
  const path = join(folder, name)
  if (existsSync(path)) return path
  const own = `${path}.${process.pid}`
  mkdirSync(own, { recursive: true })
  await make(own)
  try {
    renameSync(own, path)
  } catch (error) {
    // Another worker has made the same meanwhile.
    rmSync(own, { recursive: true })
    if (!existsSync(path)) throw error
  }
  return path
}

/** The one slide of an analysed library: made-up patches. */
export const analysedSlide = { name: '7024', cols: 8, rows: 6, patches: 48 }

/** Puts a library with that slide and its finished analysis into an empty data folder. @param threshold in place of the model's own */
export async function putAnalysed(data: string, threshold?: number): Promise<void> {
  const { name, cols, rows } = analysedSlide
  const slides = await kept('slides', into => writePatchFolder(into, name, cols, rows))
  const library = await kept(`analysed-${threshold ?? 'own'}`, async into => {
    const options = threshold === undefined ? [] : ['--threshold', String(threshold)]
    const { code, stderr } = await ductal('analyze', join(slides, name), ...options, '--data', into)
    if (code !== 0) throw new Error(`The library could not be made: ${stderr}`)
  })
  cpSync(library, data, { recursive: true })
}

/** Puts the demo slide where the program would draw it. */
export async function putDemo(data: string): Promise<void> {
  const { writeDemo } = await import('../../demo/demo.ts')
  cpSync(await kept('demo', writeDemo), join(data, 'demo'), { recursive: true })
}
