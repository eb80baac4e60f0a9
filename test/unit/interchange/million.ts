/** Reads a GeoJSON file in its own process and prints the result and the peak memory in MB. */
import { readRegions } from '../../../electron/worker/interchange/read.ts'
import { peakMegabytes } from '../../support/memory.ts'

const slide = { name: 'one.svs', fingerprint: 'sha256:x', width: 1e6, height: 1e6 }
const answer = await readRegions(process.argv[2]!, slide, new AbortController().signal).then(
  ({ regions, passedOver }) => ({ regions: regions.length, passedOver }),
  (error: { code?: string; message: string }) => ({ code: error.code, message: error.message })
)
console.log(JSON.stringify({ ...answer, megabytes: peakMegabytes() }))
