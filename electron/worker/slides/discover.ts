import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { look, notPatchFolder } from './open.ts'
import { openslide } from './readers/binding.ts'
import { isPatchFolder } from './readers/patchFolder.ts'

/** File extensions of slides, used for folders. A single file is opened whatever its name. */
const slideName = /\.(svs|tiff?|ndpi|vms|vmu|scn|mrxs|svslide|bif|czi|dcm|qptiff|ome\.tiff?|jpe?g|png|webp)$/i

/**
 * Returns the slides at a path: the path itself if it is a file or a patient's patch folder,
 * otherwise the slide files and patch folders directly inside it.
 * @throws DuctalError path/missing, path/unreadable, slide/not-a-patch-folder if there are none
 */
export async function discover(path: string): Promise<{ slides: string[] }> {
  const entry = await look(path)
  if (!entry.isDirectory() || isPatchFolder(path)) return { slides: [path] }
  const entries = await readdir(path, { withFileTypes: true })
  const slides = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map(entry => ({ entry, path: join(path, entry.name) }))
    .filter(({ entry, path }) => (entry.isDirectory() ? isPatchFolder(path) : isSlideFile(entry.name, path)))
    .map(({ path }) => path)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  if (slides.length === 0) throw notPatchFolder(path)
  return { slides }
}

function isSlideFile(name: string, path: string): boolean {
  if (slideName.test(name)) return true
  const library = openslide()
  return !('reason' in library) && library.detectVendor(path) !== null
}
