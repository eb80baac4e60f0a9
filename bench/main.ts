/**
 * `npm run bench [-- NAME…]`: runs benchmarks one after the other, then prints a table and one JSON
 * document of all results.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { machine } from './machine.ts'

const names = [
  'analysis',
  'start',
  'library',
  'tiles',
  'viewer',
  'review',
  'reviewing',
  'kernels',
  'engines',
  'quality',
  'demo-auc'
]
const asked = process.argv.slice(2)
const unknown = asked.filter(name => !names.includes(name))
if (unknown.length > 0) {
  console.error(`Unknown benchmark ${unknown.join(', ')}. Available: ${names.join(', ')}.`)
  process.exit(2)
}

/** Returns the document that a benchmark prints, or the reason why there is none. */
async function measure(name: string): Promise<unknown> {
  const program = join(import.meta.dirname, `${name}.ts`)
  if (!existsSync(program)) return { error: `bench/${name}.ts is not part of this version.` }
  console.error(`bench: ${name}`)
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], { maxBuffer: 64e6 })
    process.stderr.write(stderr)
    return JSON.parse(stdout)
  } catch (error) {
    return { error: (error as Error).message }
  }
}

/** Yields every number of a document with its path, for one line each. */
function* rowsOf(value: unknown, way: string): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) yield [way, String(value)]
  else if (Array.isArray(value) && value.every(item => typeof item === 'number')) yield [way, value.join(' ')]
  else if ('median' in value && 'min' in value && 'max' in value)
    yield [way, `${value.median} (${value.min}–${value.max})`]
  else for (const [key, item] of Object.entries(value)) yield* rowsOf(item, way ? `${way} ${key}` : key)
}

const results: Record<string, unknown> = { date: new Date().toISOString(), machine: machine() }
for (const name of asked.length > 0 ? asked : names) results[name] = await measure(name)

const rows = [...rowsOf(results, '')]
const width = Math.max(...rows.map(([way]) => way.length))
for (const [way, value] of rows) console.log(`${way.padEnd(width)}  ${value}`)
console.log(`\n${JSON.stringify(results)}`)
