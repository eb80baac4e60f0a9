import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { train } from '../../../../../training/pipeline/train.ts'
import {
  benchmark,
  benchmarkText,
  keepBenchmark,
  readBenchmark
} from '../../../../../training/results/sections/benchmark.ts'
import { temporaryFolder, writePatch } from '../../folder.ts'

test('a model is compared with the published figures, on the author’s validation patients, and a leak is said', async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  const [patches, model] = [await temporaryFolder(), join(await temporaryFolder(), 'tiny')]
  for (const patient of ['1', '2', '3', '4'])
    for (const kind of [0, 1] as const)
      for (const place of [0, 1])
        await writePatch(patches, patient, { x: 1 + 50 * place, y: 1 + 50 * kind, class: kind })
  await expect(benchmark(model, patches)).rejects.toMatchObject({ code: 'usage' })
  const rows = ['patient\tofficial_split', '1\ttrain', '2\tval', '3\tval', '4\t-']
  await writeFile(join(patches, 'manifest.tsv'), `${rows.join('\n')}\n`)
  await train({
    ...{ system: 'gru-attention', protocol: 'slides', test: ['4'], validation: ['3'], seed: 1 },
    ...{ recipe: { epochs: 0, tokens: { block: 10 }, units: 6 }, patches, out: model, resume: false }
  })
  const found = await benchmark(model, patches)
  expect(found).toMatchObject({
    patients: ['2', '3'],
    patches: 8,
    trainedOn: ['2'],
    chosenOn: ['3'],
    around: null
  })
  expect(found.alone.perPatient.patients).toBe(2)
  const text = benchmarkText(found)
  expect(text).toContain('| Cruz-Roa 2014 | 0.842 | 0.718 | – |')
  expect(text).toContain('| tiny 1.0.0, each patch alone |')
  expect(text).toContain('trained on 1 of these patients: its figures say nothing about new patients')
  await keepBenchmark(model, found)
  expect(await readBenchmark(model)).toEqual(found)
})
