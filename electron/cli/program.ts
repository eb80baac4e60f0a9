import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The checkout, or the folder that a package keeps its resources in. */
export const resources = join(import.meta.dirname, '..', '..')

export const workerEntry = join(resources, 'electron', 'worker', 'main.ts')

export const { version } = JSON.parse(readFileSync(join(resources, 'package.json'), 'utf8')) as {
  version: string
}

/** The folder in which the person typed the command: npm runs scripts in the package's own. */
const startedIn = /^(ductal|results)$/.test(process.env.npm_lifecycle_event ?? '')
  ? (process.env.INIT_CWD ?? process.cwd())
  : process.cwd()

/** A path as it was typed, made absolute. */
export const pathOf = (typed: string): string => resolve(startedIn, typed)
