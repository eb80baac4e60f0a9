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
  /** Puts the newest whole copy of the library in its place first: somebody was asked, and wants it. */
  restore?: boolean
}

export type ToHostProcess =
  /** With one port of a window. */
  { connect: true } | { ask: number; path: string } | { leave: number } | { close: true }

export type FromHostProcess =
  /** `harm`: why the library is open for reading only. `copy`: when the copy was made that could replace a damaged one. */
  | { ready: true; harm: Failure | null; copy: string | null }
  /** The host could not open: the process ends by itself. `copy`: when the copy was made that could replace a damaged library. */
  | { refused: Failure; copy: string | null }
  | { answer: number; resource: Resource }
