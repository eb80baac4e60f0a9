import { openRegular } from '../../../../files/regular.ts'
import { openslide } from './binding.ts'
import type { Candidate } from './reader.ts'
import { DamagedTiff, isTiff, TiffFile, tags } from './tiff/structure.ts'

/** Tag of Hamamatsu's NDPI: its format flag. */
const ndpiFlag = 65_420
/** XMP metadata, in which Ventana names its scanner. */
const xmp = 700

/**
 * Returns the scanner's format of a file: as OpenSlide finds it, or by the file's own signature
 * where OpenSlide is missing. Null for files of no known scanner.
 */
export async function vendorOf(file: Candidate): Promise<string | null> {
  if (file.directory) return null
  const library = openslide()
  if ('reason' in library) return signatureOf(file)
  const vendor = library.detectVendor(file.path)
  return vendor === 'generic-tiff' ? null : vendor
}

/** Recognises the formats for which OpenSlide is needed, without it. */
async function signatureOf({ path, head }: Candidate): Promise<string | null> {
  const start = head.toString('latin1')
  if (/\.mrxs$/i.test(path)) return 'mirax'
  if (start.startsWith('ZISRAWFILE')) return 'zeiss'
  if (start.includes('[Virtual Microscope Specimen]')) return 'hamamatsu'
  if (/\.svslide$/i.test(path) && start.startsWith('SQLite format 3')) return 'sakura'
  return isTiff(head) ? tiffVendor(path) : null
}

async function tiffVendor(path: string): Promise<string | null> {
  const handle = await openRegular(path)
  try {
    const file = await TiffFile.of(handle)
    const directory = (await file?.directories())?.[0]
    if (!directory) return null
    const description = await directory.text(tags.description)
    const software = await directory.text(tags.software)
    if (description.startsWith('Aperio')) return 'aperio'
    if (directory.has(ndpiFlag)) return 'hamamatsu'
    if (/<scn\b/.test(description)) return 'leica'
    if (software.startsWith('Philips')) return 'philips'
    if (software.startsWith('MedScan')) return 'trestle'
    const metadata = (await directory.raw(xmp, 2 ** 16))?.toString('latin1') ?? ''
    return /iScan|Ventana/i.test(metadata) ? 'ventana' : null
  } catch (error) {
    // The TIFF reader says what is damaged.
    if (error instanceof DamagedTiff || error instanceof RangeError) return null
    throw error
  } finally {
    await handle.close()
  }
}
