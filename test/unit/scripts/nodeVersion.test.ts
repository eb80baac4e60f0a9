import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/library.ts'

const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'node-version.cjs')

/** Runs the script in a Node process that reports the given version. */
function runAs(version: string) {
  const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${JSON.stringify(script)})`
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' })
}

test.each(['20.20.2', '22.17.1', '23.5.0'])('Node %s prints one sentence on what to do', version => {
  const { status, stderr } = runAs(version)
  expect(status).toBe(1)
  expect(stderr).toContain(`this is ${version}`)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test.each(['22.18.0', '23.6.0', '24.0.0', '26.1.0'])('Node %s passes silently', version => {
  expect(runAs(version)).toMatchObject({ status: 0, stderr: '' })
})

test('stores compiled code in the cache folder, and stays silent when that is impossible', () => {
  const folder = temporaryFolder()
  const { NODE_COMPILE_CACHE, ...env } = process.env
  const run = (cache: string) =>
    spawnSync(process.execPath, ['-r', script, '-e', ''], {
      encoding: 'utf8',
      env: { ...env, DUCTAL_CACHE: cache }
    })
  expect(run(folder)).toMatchObject({ status: 0, stderr: '' })
  expect(existsSync(join(folder, 'compiled'))).toBe(true)
  writeFileSync(join(folder, 'a file'), '')
  expect(run(join(folder, 'a file'))).toMatchObject({ status: 0, stderr: '' })
})
