import { cp, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { hasTensorFlow, tensorFlowNotice } from '../../support/tensorflow.ts'

const given = process.env.DUCTAL_TFJS_NODE
const cuda = '@tensorflow/tfjs-node-gpu'
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ductal-tfjs-'))
  process.env.DUCTAL_TFJS_NODE = folder
})

afterEach(() => {
  if (given === undefined) delete process.env.DUCTAL_TFJS_NODE
  else process.env.DUCTAL_TFJS_NODE = given
})

const refusal = () => openEngine('tensorflow').then(() => 'opened', String)

it('says what to install when nothing is installed', async () => {
  await expect(openEngine('tensorflow')).rejects.toMatchObject({
    code: 'engine/unavailable',
    message: expect.stringMatching(
      /not installed\. Install @tensorflow\/tfjs-node-gpu .* DUCTAL_TFJS_NODE .*\.$/
    )
  })
})

it.skipIf(!hasTensorFlow || !given)(
  `says what keeps an installed one from loading${tensorFlowNotice}`,
  async () => {
    await installWithoutLibrary('@tensorflow/tfjs-node')
    expect(await refusal()).toMatch(
      /: @tensorflow\/tfjs-node is installed but does not load \(libtensorflow\S+: cannot open shared object file: [^)]+\)\. /
    )
    // A damaged CUDA package is tried first and reports its own reason.
    await mkdir(join(folder, 'node_modules', cuda), { recursive: true })
    await cp(
      join(given!, 'node_modules', '@tensorflow/tfjs-node/package.json'),
      join(folder, 'node_modules', cuda, 'package.json')
    )
    expect(await refusal()).toMatch(
      /tfjs-node-gpu is installed but does not load \(Cannot find module .*\), and @/
    )
  }
)

/** Installs the real package with its dependencies, but without TensorFlow's own library. */
async function installWithoutLibrary(name: string): Promise<void> {
  const from = join(given!, 'node_modules')
  const to = join(folder, 'node_modules')
  await mkdir(join(to, name), { recursive: true })
  const scoped = (await readdir(join(from, '@tensorflow'))).map(entry => `@tensorflow/${entry}`)
  for (const entry of [...(await readdir(from)), ...scoped])
    if (entry !== '@tensorflow' && entry !== name) await symlink(join(from, entry), join(to, entry))
  for (const part of ['package.json', 'dist', 'lib'])
    await cp(join(from, name, part), join(to, name, part), { recursive: true })
}
