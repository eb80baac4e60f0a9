/**
 * What travels between Electron's main and the host's process, besides the ports that main hands over. Both ends are
 * ours and of one version, so these are types only.
 */
import type { Failure } from './errors.ts'
import type { Resource } from './urls.ts'

/** Given to the host's process as its only argument, in JSON. */
export interface HostStart {
  resources: string
  workerEntry: string
  version: string
  demo: boolean
}

export type ToHostProcess =
  /** With one port of a window. */
  { connect: true } | { ask: number; path: string } | { leave: number } | { close: true }

export type FromHostProcess =
  | { ready: true }
  /** The host could not open: the process ends by itself. */
  | { refused: Failure }
  | { answer: number; resource: Resource }
