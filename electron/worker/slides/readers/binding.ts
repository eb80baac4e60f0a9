import koffi from 'koffi'
import { openslideBytes } from '../memory.ts'
import { isRecentEnough, oldestOpenslide, openslidePlaces, versionAt } from '../openslide-library.ts'

/** An opaque handle of the library. */
export type Handle = unknown

/**
 * The OpenSlide functions that Ductal calls, as defined in
 * https://openslide.org/api/openslide_8h.html.
 */
export interface Binding {
  path: string
  version: string
  detectVendor(path: string): string | null
  open(path: string): Handle | null
  close(handle: Handle): void
  error(handle: Handle): string | null
  levelCount(handle: Handle): number
  levelSize(handle: Handle, level: number): [number, number]
  levelDownsample(handle: Handle, level: number): number
  property(handle: Handle, name: string): string | null
  /** Returns the embedded ICC profile; null without one. */
  iccProfile(handle: Handle): Uint8Array | null
  /** Names of the associated images: label, macro, thumbnail … */
  associatedNames(handle: Handle): string[]
  associatedSize(handle: Handle, name: string): [number, number]
  /** Returns premultiplied ARGB in the machine's byte order. */
  readAssociated(handle: Handle, name: string, width: number, height: number): Promise<Uint8Array>
  /**
   * Returns premultiplied ARGB in the machine's byte order. x and y are in level-0 pixels, the size
   * in the level's pixels.
   */
  readRegion(
    handle: Handle,
    x: number,
    y: number,
    level: number,
    width: number,
    height: number
  ): Promise<Uint8Array>
}

/** Profiles take a few KB; a larger size is damage. */
const mostProfileBytes = 2 ** 22

let loaded: Binding | { reason: string } | undefined

/** Returns OpenSlide, loaded once per process, or why it is missing. */
export function openslide(): Binding | { reason: string } {
  loaded ??= find()
  return loaded
}

function find(): Binding | { reason: string } {
  const reasons: string[] = []
  for (const path of openslidePlaces()) {
    const found = versionAt(path)
    if ('reason' in found) reasons.push(found.reason)
    else if (isRecentEnough(found.version)) return bind(path, found.version)
    else reasons.push(`${path} is OpenSlide ${found.version}, which is older than ${oldestOpenslide}`)
  }
  return { reason: reasons.join('; ') }
}

function bind(path: string, version: string): Binding {
  const library = koffi.load(path)
  const closeHandle = library.func('void openslide_close(void *slide)')
  const openHandle = library.func('void *openslide_open(const char *path)')
  const dimensions = library.func(
    'void openslide_get_level_dimensions(void *slide, int32_t level, _Out_ int64_t *width, _Out_ int64_t *height)'
  )
  const read = library.func(
    'void openslide_read_region(void *slide, void *pixels, int64_t x, int64_t y, int32_t level, int64_t width, int64_t height)'
  )
  const names = library.func('void *openslide_get_associated_image_names(void *slide)')
  const associatedDimensions = library.func(
    'void openslide_get_associated_image_dimensions(void *slide, const char *name, _Out_ int64_t *width, _Out_ int64_t *height)'
  )
  const readAssociated = library.func(
    'void openslide_read_associated_image(void *slide, const char *name, void *pixels)'
  )
  const profileSize = library.func('int64_t openslide_get_icc_profile_size(void *slide)')
  const readProfile = library.func('void openslide_read_icc_profile(void *slide, void *profile)')
  const cache: unknown = library.func('void *openslide_cache_create(size_t bytes)')(openslideBytes)
  const setCache = library.func('void openslide_set_cache(void *slide, void *cache)')
  return {
    path,
    version,
    detectVendor: library.func('const char *openslide_detect_vendor(const char *path)'),
    open(file) {
      const handle: Handle | null = openHandle(file)
      if (handle) setCache(handle, cache)
      return handle
    },
    close: handle => closeHandle(handle),
    error: library.func('const char *openslide_get_error(void *slide)'),
    levelCount: library.func('int32_t openslide_get_level_count(void *slide)'),
    levelSize(handle, level) {
      const width = [0]
      const height = [0]
      dimensions(handle, level, width, height)
      return [Number(width[0]), Number(height[0])]
    },
    levelDownsample: library.func('double openslide_get_level_downsample(void *slide, int32_t level)'),
    property: library.func('const char *openslide_get_property_value(void *slide, const char *name)'),
    iccProfile(handle) {
      const size = Number(profileSize(handle))
      if (!(size > 0 && size <= mostProfileBytes)) return null
      const profile = new Uint8Array(size)
      readProfile(handle, profile)
      return profile
    },
    associatedNames(handle) {
      const list: unknown = names(handle)
      const found: string[] = []
      // A null pointer ends the list.
      for (;;) {
        const name = koffi.decode(list, found.length * koffi.sizeof('void *'), 'const char *') as
          | string
          | null
        if (name === null) return found
        found.push(name)
      }
    },
    associatedSize(handle, name) {
      const width = [0]
      const height = [0]
      associatedDimensions(handle, name, width, height)
      return [Number(width[0]), Number(height[0])]
    },
    readAssociated(handle, name, width, height) {
      const pixels = new Uint8Array(width * height * 4)
      return new Promise((resolve, reject) =>
        readAssociated.async(handle, name, pixels, (error: Error | null) => {
          if (error) reject(error)
          else resolve(pixels)
        })
      )
    },
    readRegion(handle, x, y, level, width, height) {
      const pixels = new Uint8Array(width * height * 4)
      return new Promise((resolve, reject) =>
        read.async(handle, pixels, x, y, level, width, height, (error: Error | null) => {
          // The callback's reference to `pixels` keeps the memory alive while the library writes to
          // it.
          if (error) reject(error)
          else resolve(pixels)
        })
      )
    }
  }
}

/** Facts about OpenSlide to show to users: its version and path, or why it is missing. */
export function readersReport(): { openslide: string; path: string; reason: string } {
  const library = openslide()
  return 'reason' in library
    ? { openslide: '', path: '', reason: library.reason.split('\n')[0] ?? '' }
    : { openslide: library.version, path: library.path, reason: '' }
}
