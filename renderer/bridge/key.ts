const name = 'ductal.key'

/**
 * Returns the page's key to its server, which belongs to this origin alone, unlike cookies. The
 * first page gets it in the fragment of its address; others read it from storage, each time,
 * because a server that was started again has another one. Undefined in Electron.
 */
export function pageKey(): string | undefined {
  const { protocol, hash, pathname } = window.location
  if (!protocol.startsWith('http')) return undefined
  const given = /^#key=([\w-]+)$/.exec(hash)?.[1]
  if (given === undefined) return window.localStorage.getItem(name) ?? undefined
  window.localStorage.setItem(name, given)
  window.history.replaceState(null, '', pathname)
  return given
}
