import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'

/** The wheel of PyPI's openslide-bin that Ductal is tried with, and the OpenSlide within it. */
export const openslideRelease = '4.0.1.2'
/** 4.0.1 closed two memory-safety flaws of 4.0.0; 3.4.1 reads no DICOM. */
export const oldestOpenslide = '4.0.1'

/** Names of the library's file, as this platform's builds have them. */
export const libraryNames: readonly string[] =
  process.platform === 'win32'
    ? ['libopenslide-1.dll']
    : process.platform === 'darwin'
      ? ['libopenslide.1.dylib']
      : ['libopenslide.so.1']

/** Where a downloaded library is kept for all programs of this user. */
export function openslideCache(): string {
  const cache =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'win32' && process.env.LOCALAPPDATA) ||
    join(homedir(), '.cache')
  return join(cache, 'ductal', `openslide-${openslideRelease}`)
}

/** Places to look for OpenSlide without a download, in order; the last are for the system's loader to find. */
export function openslidePlaces(): string[] {
  const { DUCTAL_OPENSLIDE: given, DUCTAL_RESOURCES: resources } = process.env
  const packaged = resources ? inFolder(join(resources, 'lib')) : []
  return [...(given ? [given] : []), ...packaged, ...inFolder(openslideCache()), ...libraryNames]
}

function inFolder(folder: string): string[] {
  if (!existsSync(folder)) return []
  const held = new Set(readdirSync(folder))
  return libraryNames.filter(name => held.has(name)).map(name => join(folder, name))
}

/** Whether a version such as 4.0.1 is one that Ductal works with. */
export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [needMajor = 0, needMinor = 0, needPatch = 0] = oldestOpenslide.split('.').map(Number)
  if (major !== needMajor) return major > needMajor
  return minor !== needMinor ? minor > needMinor : patch >= needPatch
}

/** The version of the library at a path, or why it cannot be loaded. */
export function versionAt(path: string): { version: string } | { reason: string } {
  try {
    const library = koffi.load(path)
    return { version: String(library.func('const char *openslide_get_version(void)')()) }
  } catch (error) {
    return { reason: (error as Error).message }
  }
}
