import { open, readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** Headers of DICOM slides state their series in the first KiB, before per-frame data. */
const headerBytes = 64 * 2 ** 10
/** Tag (0020,000E), SeriesInstanceUID, with its explicit type. */
const seriesTag = Buffer.from([0x20, 0x00, 0x0e, 0x00, 0x55, 0x49])

/**
 * Returns the absolute paths of all files that belong to the slide at a path, the path first: the
 * folder of an MRXS file, the images of a VMS index, the other files of a DICOM series.
 */
export async function belongingFiles(path: string): Promise<string[]> {
  const found = (await partsOf(path)).map(file => resolve(file))
  return [...new Set([resolve(path), ...found.sort()])]
}

async function partsOf(path: string): Promise<string[]> {
  if (/\.mrxs$/i.test(path)) return filesIn(path.replace(/\.mrxs$/i, ''))
  if (/\.(vms|vmu)$/i.test(path)) return namedIn(path)
  const series = await seriesOf(path)
  if (series === null) return []
  const same: string[] = []
  for (const file of await filesIn(dirname(path))) if ((await seriesOf(file)) === series) same.push(file)
  return same
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter(entry => entry.isFile()).map(({ name }) => join(folder, name))
}

/** Files that an index of Hamamatsu names as values: `ImageFile=slide.jpg`. */
async function namedIn(path: string): Promise<string[]> {
  const names = [
    ...(await readFile(path, 'latin1')).matchAll(/^[^=\r\n]*File[^=\r\n]*=\s*(\S[^\r\n]*?)\s*$/gim)
  ]
  const files = names.map(([, name]) => join(dirname(path), basename(name ?? '')))
  const present = await Promise.all(
    files.map(file =>
      stat(file).then(
        entry => entry.isFile(),
        () => false
      )
    )
  )
  return files.filter((_, i) => present[i])
}

/** Series of a DICOM file; null if the file is not DICOM or states none. */
async function seriesOf(path: string): Promise<string | null> {
  const file = await open(path).catch(() => undefined)
  if (!file) return null
  try {
    const head = Buffer.alloc(headerBytes)
    const { bytesRead } = await file.read(head, 0, headerBytes, 0)
    if (head.toString('latin1', 128, 132) !== 'DICM') return null
    const at = head.subarray(0, bytesRead).indexOf(seriesTag)
    if (at < 0 || at + 8 > bytesRead) return null
    const length = head.readUInt16LE(at + 6)
    return head.toString('latin1', at + 8, at + 8 + length).replace(/[\0 ]+$/, '') || null
  } finally {
    await file.close()
  }
}
