import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formats } from '../../../electron/host/exports/formats.ts'
import { temporaryFolder } from '../../support/library.ts'

/** Bytes at the end of a complete file, for formats that have them. */
const ends: Record<string, string> = {
  json: '\n  ]\n}\n',
  csv: '\n',
  geojson: '\n]}\n',
  png: 'IEND\xaeB`\x82'
}

test.each(formats.map(({ name }) => name))(
  '%s: exports a million predictions in under 300 MB',
  async format => {
    const path = join(temporaryFolder(), format === 'wsinfer' ? 'run' : `run.${format}`)
    const program = join(import.meta.dirname, 'million.ts')
    const output = execFileSync(process.execPath, [program, format, path], { encoding: 'utf8' })
    const { megabytes, bytes } = JSON.parse(output) as { megabytes: number; bytes: number }
    expect(megabytes).toBeLessThan(300)
    const end = ends[format]
    if (end === undefined) return
    let tail = ''
    for await (const piece of createReadStream(path, { encoding: 'latin1', start: bytes - 20 })) tail += piece
    expect(tail.endsWith(end)).toBe(true)
  }
)
