import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PoolOptions } from './pool.ts'

/**
 * Folders of the data folder in which worker processes write. Each queue has only those of its
 * tasks, so that a slide that takes over its reader can change nothing of the user's.
 */
const written = {
  scratch: ['cache', 'scratch'],
  /** Programs that drivers compiled for the GPU. */
  shaders: ['cache', 'shaders'],
  /** Decoded patches of folders that models are compared on. */
  patches: ['cache', 'patches'],
  demo: ['demo'],
  models: ['models']
} as const

/** Workers outside a host read, and write nothing. */
export const readOnly: NonNullable<PoolOptions['writable']> = {
  view: [],
  work: [],
  probe: [],
  shapes: [],
  documents: []
}

/**
 * Returns the rights of the workers of a host, and the environment by which they use their own
 * folders. `DUCTAL_WORKER_RIGHTS=all` leaves them the rights of the user, for drivers that need
 * more.
 */
export function rightsIn(dataFolder: string): Pick<PoolOptions, 'env' | 'writable'> {
  if (process.env.DUCTAL_WORKER_RIGHTS === 'all') return { env: {} }
  const of = (name: keyof typeof written) => join(dataFolder, ...written[name])
  for (const name of Object.keys(written) as (keyof typeof written)[]) make(of(name))
  const compiled = process.env.NODE_COMPILE_CACHE && join(process.env.NODE_COMPILE_CACHE, 'workers')
  if (compiled) make(compiled)
  const all = [of('scratch'), ...(compiled ? [compiled] : [])]
  return {
    env: {
      TMPDIR: of('scratch'),
      MESA_SHADER_CACHE_DIR: of('shaders'),
      __GL_SHADER_DISK_CACHE_PATH: of('shaders'),
      CUDA_CACHE_PATH: of('shaders'),
      ...(compiled ? { NODE_COMPILE_CACHE: compiled } : {})
    },
    writable: {
      view: all,
      work: [...all, of('shaders'), of('patches'), of('demo')],
      probe: [...all, of('shaders'), of('models')],
      shapes: all,
      documents: all
    }
  }
}

/** A folder that cannot be created is one in which nothing is written. */
function make(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    // A read-only or full data folder; the library says so.
  }
}
