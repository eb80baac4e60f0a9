import { join } from 'node:path'
import {
  isRecentEnough,
  libraryNames,
  oldestOpenslide,
  openslideCache,
  openslidePlaces,
  openslideRelease,
  versionAt
} from '../../electron/worker/slides/openslide-library.ts'
import { say } from './say.ts'
import { unpackFromWheel } from './wheel.ts'

/** SHA-256 of PyPI's openslide-bin 4.0.1.2 for each supported platform. */
const hashes: Record<string, string> = {
  'linux-x64': '8ac4aa3a2277ed5e218ca0019db65bdd6e853f865eb4edd3da00e2f4acf0c923',
  'linux-arm64': '0dff14807e1b7ccfd476ca5b6945edf46908b76ec61777d35acb2a514e205c30',
  'darwin-x64': '230cdb1e2cfa88b9f28ca8f51a7b47065b20a855ad3e7ba141cd663e5a713e8c',
  'darwin-arm64': '230cdb1e2cfa88b9f28ca8f51a7b47065b20a855ad3e7ba141cd663e5a713e8c',
  'win32-x64': '0c882f0693e4b43e187a51469bff8057de381e865765ac5508a7e1feba319116'
}

/**
 * Returns the path of a recent enough OpenSlide: `DUCTAL_OPENSLIDE`, the package's own copy, this
 * user's cache, the system's, or the openslide-bin wheel from PyPI, which pip downloads into the
 * cache. If there is none, prints one line about what will not work and returns undefined.
 */
export async function provideOpenslide(): Promise<string | undefined> {
  for (const path of openslidePlaces()) {
    const found = versionAt(path)
    if ('reason' in found) {
      if (path === process.env.DUCTAL_OPENSLIDE) say(`DUCTAL_OPENSLIDE cannot be loaded: ${found.reason}`)
    } else if (isRecentEnough(found.version)) return path
    else say(`${path} is OpenSlide ${found.version}, but ${oldestOpenslide} or newer is needed`)
  }
  const failure = await download()
  if (failure === undefined) return cached()
  say(
    `OpenSlide is missing (${failure}). Ductal refuses the formats of scanners (SVS, NDPI, MRXS …); TIFF, DICOM, PNG and JPEG open.`
  )
  return undefined
}

const cached = () => join(openslideCache(), libraryNames[0] ?? '')

async function download(): Promise<string | undefined> {
  const sha256 = hashes[`${process.platform}-${process.arch}`]
  if (!sha256) return `no build for ${process.platform} on ${process.arch}`
  say(`downloading OpenSlide ${openslideRelease} (3 MB) with pip`)
  const wheel = { name: 'openslide-bin', release: openslideRelease, sha256 }
  try {
    const failure = await unpackFromWheel(wheel, libraryNames[0] ?? '', cached())
    if (failure !== undefined) return failure
  } catch (error) {
    return (error as Error).message
  }
  const found = versionAt(cached())
  return 'reason' in found ? found.reason : undefined
}
