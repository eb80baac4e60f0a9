/**
 * `npm run check`: checks format, lint, the types of every process, the import rules, the English
 * of docs, texts and comments, licences, and unused code. After the first failure it starts no
 * further step.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string) =>
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const rooms = [
  'contract',
  'geometry',
  'files',
  'results',
  'engine',
  'demo',
  'terminal',
  ...readdirSync(join(root, 'electron')).map(room => `electron/${room}`)
]
const projects = [...rooms, 'evaluation', 'training', 'scripts', 'bench', 'test'].filter(
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
    [
      'bench',
      'contract',
      'demo',
      'electron',
      'engine',
      'evaluation',
      'files',
      'geometry',
      'renderer',
      'results',
      'terminal',
      'scripts',
      'test',
      'training',
      '--config',
      '.dependency-cruiser.cjs'
    ]
  ],
  ['prose', process.execPath, [join('scripts', 'prose.ts')]],
  ['licences', process.execPath, [join('scripts', 'licences.ts')]],
  ['unused files and exports', bin('knip'), ['--no-config-hints', '--no-progress']]
]

/** Runs one step to its end and prints its output in one piece. */
async function take([name, command, args]: (typeof steps)[number]): Promise<boolean> {
  const started = Date.now()
  const child = spawn(command, args, { cwd: root, shell: process.platform === 'win32' })
  const printed: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => printed.push(part))
  const [status] = await once(child, 'close')
  process.stdout.write(Buffer.concat(printed))
  console.log(
    `check: ${name} ${status === 0 ? 'passed' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`
  )
  return status === 0
}

const waiting = [...steps]
let failed = false

async function work(): Promise<void> {
  for (let step = waiting.shift(); step && !failed; step = waiting.shift())
    if (!(await take(step))) failed = true
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work))
process.exitCode = failed ? 1 : 0
