import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'

/**
 * Returns the absolute paths of all files that belong to the slide at a path, the path first: the
 * folder of an MRXS file, the images of a VMS index, the macro picture of Trestle. The DICOM reader
 * names the files of a series itself.
 */
export async function belongingFiles(path: string): Promise<string[]> {
  const found = (await partsOf(path)).map(file => resolve(file))
  return [...new Set([resolve(path), ...found.sort()])]
}

async function partsOf(path: string): Promise<string[]> {
  if (/\.mrxs$/i.test(path)) return filesIn(path.replace(/\.mrxs$/i, ''))
  if (/\.(vms|vmu)$/i.test(path)) return namedIn(path)
  // OpenSlide reads the macro picture of Trestle from the file of this name.
  return present([join(dirname(path), `${basename(path, extname(path))}.Full`)])
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  // Links count as the files they lead to.
  return present(names.map(name => join(folder, name)))
}

/**
 * Files that an index of Hamamatsu names as values: `ImageFile(1,0)=slide.jpg`, `MapFile=…`,
 * `OptimisationFile=…`, `MacroImage=…`.
 */
async function namedIn(path: string): Promise<string[]> {
  const named = (await readFile(path, 'latin1')).matchAll(
    /^[^=\r\n]*(?:File|Image)[^=\r\n]*=[ \t]*(\S[^\r\n]*?)[ \t]*$/gim
  )
  return present(Array.from(named, ([, name]) => join(dirname(path), basename(name ?? ''))))
}

/** Those of the paths that are files. */
async function present(paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths)
    if (
      await stat(path).then(
        entry => entry.isFile(),
        () => false
      )
    )
      found.push(path)
  return found
}
