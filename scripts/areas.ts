/**
 * `npm run check:areas [-- --count N --seed N --python PROGRAM]`: repairs, clips, unites and
 * subtracts random pairs of areas, and compares validity and area with GEOS.
 *
 * Needs a Python with the packages of scripts/areas/requirements.txt; without --python an
 * environment with them is made in the cache.
 */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomCase, slide } from '../test/support/areas.ts'
import { Random } from '../test/support/random.ts'
import { run } from './provide/program.ts'
import { providePython } from './provide/python.ts'

interface Compared {
  cases: number
  areas: number
  empty: number
  invalid: number
  wrong: number
  worst: number
  geos: string
  shapely: string
  /** Number of the case, what was computed, and what is wrong with it. */
  faults: [number, string, string][]
}

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(name)
  const value = at < 0 ? usual : Number(process.argv[at + 1])
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number.`)
  return value
}

const here = join(import.meta.dirname, 'areas')
const [count, seed] = [option('--count', 10_000), option('--seed', 1)]
const program = await providePython('areas-python', 'shapely', join(here, 'requirements.txt'))
const folder = await mkdtemp(join(tmpdir(), 'ductal-areas-'))
try {
  const file = join(folder, 'cases.jsonl')
  const before = process.cpuUsage()
  await pipeline(
    Readable.from(
      (function* () {
        yield `${JSON.stringify(slide)}\n`
        for (let number = 0; number < count; number++)
          yield `${JSON.stringify(randomCase(new Random(seed, number)))}\n`
      })()
    ),
    createWriteStream(file)
  )
  const seconds = process.cpuUsage(before).user / 1e6
  const { status, output } = await run(program, [join(here, 'compare.py'), file], {})
  if (status !== 0) throw new Error(`compare.py failed: ${output.trim()}`)
  const found = JSON.parse(output) as Compared
  for (const [number, kind, fault] of found.faults) console.log(`case ${number}, ${kind}: ${fault}`)
  console.log(
    `${found.cases} pairs, ${found.areas} areas (${found.empty} empty): ${found.invalid} invalid, ${found.wrong} wrong; ` +
      `at most ${found.worst.toFixed(4)} square pixels off per pixel of outline; ${seconds.toFixed(1)} s of processor time; ` +
      `GEOS ${found.geos}, Shapely ${found.shapely}`
  )
  process.exitCode = found.invalid + found.wrong > 0 ? 1 : 0
} finally {
  await rm(folder, { recursive: true, force: true })
}
