import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The checkout, or the resources folder of a package. */
export const resources = join(import.meta.dirname, '..', '..')

export const workerEntry = join(resources, 'electron', 'worker', 'main.ts')

export const { version } = JSON.parse(readFileSync(join(resources, 'package.json'), 'utf8')) as {
  version: string
}

/** Folder in which the user typed the command. npm runs scripts in the package's folder. */
const startedIn = /^(ductal|results)$/.test(process.env.npm_lifecycle_event ?? '')
  ? (process.env.INIT_CWD ?? process.cwd())
  : process.cwd()

/** Makes a typed path absolute. */
export const pathOf = (typed: string): string => resolve(startedIn, typed)
