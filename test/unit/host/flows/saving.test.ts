import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openProgram } from '../../../support/host.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { writePatchFolder } from '../../../support/slides.ts'

/** What a page that was taken over can send: any input, whatever the types say. */
type Send = (name: string, input: unknown) => Promise<unknown>

test('a page that was taken over writes nothing that a user did not choose', {
  timeout: 120_000
}, async () => {
  const { host, client, dataFolder } = await openProgram()
  const send = client.call as unknown as Send
  const slide = await writePatchFolder(temporaryFolder(), 5, 4)
  const { slides } = await client.call('slides.open', { path: slide })
  const { id: runId } = await client.call('runs.start', { slideId: slides[0]!.id, model: 'cnn' })
  await expect
    .poll(async () => (await client.call('runs.get', { runId })).status, { timeout: 60_000 })
    .toBe('done')
  const victim = join(temporaryFolder(), 'mine.csv')
  writeFileSync(victim, 'mine')

  const ways = [
    { path: victim },
    { to: victim },
    { to: { path: victim } },
    { to: { handle: victim } },
    { to: { handle: '4b0ed1f0-93b7-4e0c-8d3e-0d2a3ff3f0a1' } },
    { to: { name: victim } },
    { to: { name: '../mine.csv' } },
    { to: { name: 'mine.csv', overwrite: true } },
    { to: { name: 'mine.csv', path: victim } },
    { to: { download: true } },
    { to: { download: true, path: victim } }
  ]
  for (const way of ways)
    for (const [call, more] of [
      ['runs.export', { format: 'csv' }],
      ['runs.report', { format: 'csv' }],
      ['runs.exportPatches', {}]
    ] as const)
      await expect(send(call, { runId, ...more, ...way }), JSON.stringify([call, way])).rejects.toMatchObject(
        {
          code: expect.stringMatching(/^(call\/invalid|export\/not-chosen)$/)
        }
      )
  expect(readFileSync(victim, 'utf8')).toBe('mine')

  // What a user chose by mistake is refused, too: patches of the slide, the library, the program.
  const png = join(slide, '1')
  mkdirSync(png, { recursive: true })
  for (const [path, format] of [
    [join(png, 'new.png'), 'png'],
    [join(dataFolder, 'library.csv'), 'csv'],
    [join(dataFolder, 'library.sqlite'), 'csv'],
    [join(import.meta.dirname, 'saving.csv'), 'csv'],
    [victim, 'csv']
  ] as const)
    await expect(
      client.call('runs.export', { runId, format, to: { handle: host.chooseTarget(path, false) } }),
      path
    ).rejects.toMatchObject({ code: expect.stringMatching(/^export\/(protected|name|exists)$/) })
  expect(readFileSync(victim, 'utf8')).toBe('mine')

  const picture = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const view = join(dirname(victim), 'view.png')
  const savePicture = (png: Uint8Array<ArrayBuffer>, path: string) =>
    client.call('files.savePicture', { png, to: { handle: host.chooseTarget(path, true) } })
  await savePicture(picture, view)
  await savePicture(picture, view)
  await expect(savePicture(Buffer.from('#!/bin/sh'), view)).rejects.toMatchObject({ code: 'call/invalid' })
  writeFileSync(view, picture)
  await expect(savePicture(picture, view)).rejects.toMatchObject({ code: 'export/protected' })
  await expect(savePicture(picture, victim)).rejects.toMatchObject({ code: 'export/name' })

  const to = { handle: host.chooseTarget(victim, true) }
  await client.call('runs.export', { runId, format: 'csv', to })
  expect(readFileSync(victim, 'utf8')).toMatch(/^minx/)
  const image = victim.replace('.csv', '.png')
  for (const overwrite of [false, true])
    await client.call('runs.export', {
      runId,
      format: 'png',
      to: { handle: host.chooseTarget(image, overwrite) }
    })
})
