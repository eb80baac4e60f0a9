/**
 * Messages between Electron's main process and the host process, besides the ports that main hands
 * over. Both ends belong to the same version of this program, so types suffice.
 */
import type { Failure } from '../errors.ts'
import type { Resource } from './urls.ts'

/** The host process receives this value as its only argument, in JSON. */
export interface HostStart {
  resources: string
  workerEntry: string
  version: string
  demo: boolean
  /** Restores the newest intact backup of the library first; the user has confirmed it. */
  restore?: boolean
}

export type ToHostProcess =
  /** Sent with one port of a window. */
  | { connect: true }
  | { ask: number; path: string }
  | { leave: number }
  | { close: true }
  /** A user chose this path in a native dialog, and agreed to replace what is there. */
  | { choose: number; path: string }

export type FromHostProcess =
  /** The handle by which the page may name the chosen path. */
  | { chosen: number; handle: string }
  /**
   * Why the library is read-only, and when the backup was made that could replace a damaged
   * library.
   */
  | { ready: true; readOnlyReason: Failure | null; copy: string | null }
  /**
   * The host could not open and its process exits by itself. `copy`: when the backup was made that
   * could replace a damaged library.
   */
  | { refused: Failure; copy: string | null }
  | { answer: number; resource: Resource }
