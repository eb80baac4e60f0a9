import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { goldenFolder, goldenNotice } from '../../support/golden.ts'
import { ductal, patience } from '../../support/terminal.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ductal-golden-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test.skipIf(goldenNotice)(
  'reports the error of an engine for each golden file and fails when one is wrong',
  { timeout: patience },
  async () => {
    const folder = await temporaryFolder()
    const file = JSON.parse(await readFile(join(goldenFolder, 'gru-attention-8x40.json'), 'utf8'))
    await writeFile(join(folder, 'right.json'), JSON.stringify(file))
    const right = await ductal('golden', folder, '--engine', 'cpu', '--json')
    expect(right.code).toBe(0)
    expect(JSON.parse(right.stdout)).toMatchObject([
      {
        engine: 'cpu',
        device: expect.stringContaining('WebAssembly'),
        files: [{ name: 'gru-attention-8x40', ok: true }]
      }
    ])
    file.probabilities[0][1] += 0.001
    await writeFile(join(folder, 'wrong.json'), JSON.stringify(file))
    const wrong = await ductal('golden', folder, '--engine', 'cpu')
    expect(wrong.code).toBe(6)
    expect(wrong.stdout).toMatch(/1\.0e-3\s+WRONG/)
  }
)

test('reports a folder without golden files in one sentence', { timeout: patience }, async () => {
  const { code, stdout } = await ductal('golden', await temporaryFolder(), '--engine', 'cpu', '--json')
  expect(code).toBe(6)
  expect(JSON.parse(stdout)).toMatchObject({
    error: { message: expect.stringContaining('has no golden files') }
  })
})
