import { dirname, join } from 'node:path'
import { openslideCache } from '../../electron/worker/slides/openslide-library.ts'
import { run } from './program.ts'

/**
 * Returns a Python with the packages of a requirements file: the one that `--python` names, or an
 * environment in the cache, which is made if necessary.
 * @param name name of the environment
 * @param modules modules that the Python must have, as in an import statement
 */
export async function providePython(name: string, modules: string, requirements: string): Promise<string> {
  const given = process.argv.indexOf('--python')
  if (given > 0) return process.argv[given + 1] ?? 'python3'
  const folder = join(dirname(openslideCache()), name)
  const program = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const isReady = async () => (await run(program, ['-c', `import ${modules}`], {})).status === 0
  if (await isReady()) return program
  console.log(`Installing ${modules} with pip …`)
  await run('python3', ['-m', 'venv', folder], {})
  const { output } = await run(program, ['-m', 'pip', 'install', '-q', '-r', requirements], {})
  if (!(await isReady())) throw new Error(`The Python packages cannot be installed: ${output.trim()}`)
  return program
}
