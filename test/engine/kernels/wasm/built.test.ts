import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { instantiate } from '../../../../engine/kernels/wasm/module.ts'
import { paddedRows } from '../../../../engine/kernels/wasm/packing.ts'

const root = join(import.meta.dirname, '../../../..')

it('the committed binaries match what the sources compile to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ductal-kernels-'))
  try {
    await promisify(execFile)(process.execPath, [join(root, 'scripts/kernels.ts'), folder])
    for (const build of ['plain.ts', 'relaxed.ts', 'wide.ts']) {
      const committed = await readFile(join(root, 'engine/kernels/wasm/built', build), 'utf8')
      expect(await readFile(join(folder, build), 'utf8'), `${build}: run npm run build:kernels`).toBe(
        committed
      )
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 180_000)

it.each(['plain', 'wide'] as const)('host and kernels pad rows by the same rule, %s build', build => {
  const { run } = instantiate(build)
  for (let rows = 0; rows < 300; rows++) expect(run.paddedRows(rows)).toBe(paddedRows(rows))
})
