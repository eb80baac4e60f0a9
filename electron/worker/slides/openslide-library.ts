import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'

/** The release of PyPI's openslide-bin wheel that Ductal is tested with; it includes OpenSlide. */
export const openslideRelease = '4.0.1.2'
/** 4.0.1 fixed two memory-safety flaws of 4.0.0; 3.4.1 cannot read DICOM. */
export const oldestOpenslide = '4.0.1'

/** File names of the library in this platform's builds. */
export const libraryNames: readonly string[] =
  process.platform === 'win32'
    ? ['libopenslide-1.dll']
    : process.platform === 'darwin'
      ? ['libopenslide.1.dylib']
      : ['libopenslide.so.1']

/** Folder of the downloaded library, shared by all of this user's programs. */
export function openslideCache(): string {
  const cache =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'win32' && process.env.LOCALAPPDATA) ||
    join(homedir(), '.cache')
  return join(cache, 'ductal', `openslide-${openslideRelease}`)
}

/**
 * Places to look for OpenSlide before downloading it, in order. The last entries are resolved by
 * the system's loader.
 */
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

/** Whether Ductal supports a version such as 4.0.1. */
export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [needMajor = 0, needMinor = 0, needPatch = 0] = oldestOpenslide.split('.').map(Number)
  if (major !== needMajor) return major > needMajor
  return minor !== needMinor ? minor > needMinor : patch >= needPatch
}

/** Returns the version of the library at a path, or why it cannot be loaded. */
export function versionAt(path: string): { version: string } | { reason: string } {
  try {
    const library = koffi.load(path)
    return { version: String(library.func('const char *openslide_get_version(void)')()) }
  } catch (error) {
    return { reason: (error as Error).message }
  }
}
