import { basename, dirname, join } from 'node:path'
import { entriesIn } from '../../listing.ts'
import { type DicomHeader, tryHeader } from './header.ts'

/** Files of a folder whose headers are read to find the files of a series. */
const mostFiles = 2000

/** DICOM files often have no extension, or their identifier as a name. */
export const mayBeDicom = (name: string) => /^[^.]+$|\.(dcm|dicom)$|^[\d.]+$/i.test(name)

/** Returns the headers of all files of a series, the given one included, sorted by name. */
export async function seriesOf(header: DicomHeader): Promise<DicomHeader[]> {
  if (header.series === '') return [header]
  const folder = dirname(header.path)
  const others = (await headersIn(folder)).filter(
    ({ path, series }) => basename(path) !== basename(header.path) && series === header.series
  )
  // Two copies of one file are one part of the slide.
  const instances = new Set([header.instance])
  const parts = others.filter(({ instance }) => !instances.has(instance) && instances.add(instance))
  return byName([header, ...parts])
}

/** Headers of the whole-slide DICOM files directly inside a folder. */
export async function headersIn(folder: string): Promise<DicomHeader[]> {
  const entries = await entriesIn(folder).catch(() => [])
  const names = entries
    .filter(entry => (entry.isFile() || entry.isSymbolicLink()) && mayBeDicom(entry.name))
    .map(({ name }) => name)
    .sort()
    .slice(0, mostFiles)
  const found: DicomHeader[] = []
  for (const name of names) {
    const header = await tryHeader(join(folder, name))
    if (header && isWholeSlide(header)) found.push(header)
  }
  return found
}

export const isWholeSlide = ({ sopClass, width, height }: DicomHeader) =>
  sopClass === '1.2.840.10008.5.1.4.1.1.77.1.6' || (width > 0 && height > 0)

/**
 * The file by which a series is opened, so that each of its files opens the same slide: the first
 * of the finest level, or of the label if there is nothing else.
 */
export function mainFile(series: readonly DicomHeader[]): DicomHeader {
  const area = ({ flavor, width, height }: DicomHeader) => (flavor === 'volume' ? width * height : 0)
  return byName(series).reduce((best, next) => (area(next) > area(best) ? next : best))
}

const byName = (headers: readonly DicomHeader[]) =>
  [...headers].sort((a, b) => basename(a.path).localeCompare(basename(b.path), 'en', { numeric: true }))
