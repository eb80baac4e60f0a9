/**
 * Exports a million predictions in its own process; prints the peak memory in MB and the bytes
 * written.
 */
import { exportRun, extensionOf } from '../../../electron/host/exports/export.ts'
import { peakMegabytes } from '../../support/memory.ts'
import { destination } from '../../support/saving.ts'
import { run, source } from './source.ts'

const edge = 1000
const [format, path] = process.argv.slice(2)

/** Can be read several times, like the library's predictions. */
const million = {
  *[Symbol.iterator]() {
    for (let i = 0; i < edge * edge; i++)
      yield {
        row: Math.floor(i / edge),
        col: i % edge,
        probability: Math.fround(((i * 7919) % 100_003) / 100_003),
        network: null,
        flag: null
      }
  }
}

const { bytes } = await exportRun({
  ...source({
    run: run({ grid: { originX: 0, originY: 0, stride: 801.6032, patch: 801.6032, cols: edge, rows: edge } }),
    predictions: million
  }),
  format: String(format),
  to: await destination(path!, extensionOf(String(format)))
})
console.log(JSON.stringify({ megabytes: peakMegabytes(), bytes }))
