/**
 * What a worker process may do, as the system enforces it: `all` that the user may do where the
 * system offers no restriction.
 */
export interface Rights {
  /** Files and folders that it may change: all, or only those that its tasks need. */
  files: 'all' | 'limited'
  /** Programs that it may start, and connections that it may open. */
  programs: 'all' | 'none'
}
