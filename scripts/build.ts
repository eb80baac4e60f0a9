import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './provide/program.ts'
import { say } from './provide/say.ts'

const root = join(import.meta.dirname, '..')
// The page contains the guide and its pictures, so docs is a source as well.
const sources = [
  'contract',
  'demo',
  'docs',
  'electron',
  'engine',
  'files',
  'geometry',
  'renderer',
  'electron.vite.config.ts',
  'package-lock.json'
]
const stamp = join(root, 'out', '.built')

/**
 * Builds the page, main, preload, host and worker into out/ if a source is newer than the last
 * build. Throws if the build fails.
 */
export async function build(): Promise<void> {
  if (isFresh()) return
  say('building the page and the window’s programs')
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const started = Date.now()
  const { status, output } = await run(process.execPath, [program, 'build'], { cwd: root })
  if (status !== 0) throw new Error(`The build failed:\n${output}`)
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stamp, `${new Date(started).toISOString()}\n`)
}

function isFresh(): boolean {
  if (!existsSync(stamp) || !existsSync(join(root, 'out', 'renderer', 'index.html'))) return false
  const built = statSync(stamp).mtimeMs
  return sources.every(source => newest(join(root, source)) < built)
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  const inside = readdirSync(path, { recursive: true }).map(
    name => statSync(join(path, String(name))).mtimeMs
  )
  return Math.max(mtimeMs, ...inside)
}
