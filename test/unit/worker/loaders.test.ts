import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { root } from '../../support/serve.ts'

/** In a process of its own, because a block holds for the whole process. */
function decodes(image: Buffer): boolean {
  const program = `
    import './electron/worker/loaders.ts'
    import sharp from 'sharp'
    const bytes = Buffer.from(process.argv[1], 'base64')
    console.log(await sharp(bytes).raw().toBuffer().then(() => 'decoded', () => 'refused'))`
  const args = ['--input-type=module', '-e', program, image.toString('base64')]
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim() === 'decoded'
}

test('workers decode the formats of slides, and no others', async () => {
  const image = sharp({ create: { width: 4, height: 4, channels: 3, background: '#a0b0c0' } })
  for (const format of ['png', 'jpeg', 'webp', 'tiff'] as const)
    expect(decodes(await image.toFormat(format).toBuffer()), format).toBe(true)
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
  const ppm = Buffer.from('P3 1 1 255 1 2 3\n')
  for (const other of [
    svg,
    ppm,
    await image.gif().toBuffer(),
    await image.toFormat('heif', { compression: 'av1' }).toBuffer()
  ])
    expect(decodes(other), other.toString('latin1', 0, 12)).toBe(false)
  for (const file of ['pixel-tasks.ts', join('reports', 'task.ts')])
    expect(readFileSync(join(root, 'electron', 'worker', file), 'utf8')).toMatch(
      /^(\/\/.*\n)*import '\.{1,2}\/loaders\.ts'$/m
    )
})
