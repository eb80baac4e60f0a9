/** `npm run check`: format and lint, types of every process, and who imports whom. Ends at the first that fails. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string) =>
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const rooms = ['contract', ...readdirSync(join(root, 'electron')).map(room => `electron/${room}`)]
const projects = [...rooms, 'training', 'scripts', 'bench', 'test'].filter(
  room =>
    existsSync(join(root, room, 'tsconfig.json')) &&
    readdirSync(join(root, room), { recursive: true }).some(file => /\.[cm]?ts$/.test(String(file)))
)

const steps: [string, string, string[]][] = [
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ...projects.map((room): [string, string, string[]] => [`types of ${room}`, bin('tsc'), ['-p', room]]),
  ['types of renderer', bin('vue-tsc'), ['--noEmit', '-p', 'renderer']],
  [
    'import rules',
    bin('depcruise'),
    ['contract', 'electron', 'renderer', 'training', '--config', '.dependency-cruiser.cjs']
  ]
]

for (const [name, command, args] of steps) {
  const started = Date.now()
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32'
  })
  if (status !== 0) {
    console.error(`check: ${name} failed`)
    process.exit(1)
  }
  console.log(`check: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
}
