/**
 * `npm run build:kernels`: compiles engine/kernels/wasm/assembly into its neighbour built, with and
 * without relaxed SIMD and with rows of sixteen lanes. The result is committed as text, so that the
 * sources run without a build and a bundler needs no file path. A folder as argument replaces the
 * target; a test uses this to compare.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import { unrolledFor } from './kernels/unrolled.ts'

const kernels = join(import.meta.dirname, '../engine/kernels/wasm')
const target = process.argv[2] ?? join(kernels, 'built')
const entry = 'index.ts'

// Level 2: Binaryen's level 3 moves loads into the inner loop and costs a third of the speed.
const options = [
  '--optimizeLevel',
  '2',
  '--noAssert',
  '--runtime',
  'stub',

  '--enable',
  'simd'
]

const builds = [
  { build: 'plain', lanes: 8, features: [] },
  { build: 'relaxed', lanes: 8, features: ['--enable', 'relaxed-simd'] },
  { build: 'wide', lanes: 16, features: ['--enable', 'relaxed-simd'] }
]

/**
 * Reads a source. Replaces the file that sets the width of a row, and generates the module of
 * unrolled blocks (kernels/unrolled.ts), which is not on disk.
 */
function read(name: string, folder: string, lanes: number): string | null {
  if (name === 'unrolled.ts') return unrolledFor(lanes)
  if (name === 'width.ts') return `export const LANES: i32 = ${lanes}\n`
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return null
  }
}

for (const { build, lanes, features } of builds) {
  const files = new Map<string, Uint8Array | string>()
  const { error, stderr } = await asc.main(
    [
      entry,
      '--baseDir',
      join(kernels, 'assembly'),
      '--outFile',
      'out.wasm',
      '--disableWarning',
      '112',
      ...options,
      ...features
    ],
    {
      readFile: (name, folder) => read(name, folder, lanes),
      writeFile: (name, contents) => void files.set(name, contents)
    }
  )
  const binary = files.get('out.wasm')
  if (error || !(binary instanceof Uint8Array)) {
    console.error(`kernels: the ${build} build failed.\n${stderr.toString()}`)
    process.exit(1)
  }
  mkdirSync(target, { recursive: true })
  const text = Buffer.from(binary).toString('base64')
  writeFileSync(
    join(target, `${build}.ts`),
    `/** Compiled from ../assembly by \`npm run build:kernels\`: do not edit. */\nexport const ${build} =\n  '${text}'\n`
  )
  console.log(`kernels: ${build}, ${binary.length} bytes`)
}
