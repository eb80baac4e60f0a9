import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePatchFolder } from '../support/patches.ts'
import { ductal, root } from './program.ts'

/** Playwright empties its output folder before each run, so this folder never outlives one run. */
const folder = join(root, 'test-results', 'kept')

/** Creates a starting state that several tests share, once for all of them. */
async function kept(name: string, make: (into: string) => Promise<unknown>): Promise<string> {
  const path = join(folder, name)
  if (existsSync(path)) return path
  const own = `${path}.${process.pid}`
  mkdirSync(own, { recursive: true })
  await make(own)
  try {
    renameSync(own, path)
  } catch (error) {
    // Another worker has created the same state meanwhile.
    rmSync(own, { recursive: true })
    if (!existsSync(path)) throw error
  }
  return path
}

/** The only slide of the analysed library: synthetic patches. */
export const analysedSlide = { name: '7024', cols: 8, rows: 6, patches: 48 }

/**
 * Copies a library with that slide and its finished analysis into an empty data folder.
 * @param threshold Replaces the model's own threshold.
 */
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

/** Puts the demo slide where the program would create it. */
export async function putDemo(data: string): Promise<void> {
  const { writeDemo } = await import('../../demo/demo.ts')
  cpSync(await kept('demo', writeDemo), join(data, 'demo'), { recursive: true })
}
