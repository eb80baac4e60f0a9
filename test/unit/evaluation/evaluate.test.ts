import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { failureOf } from '../../../contract/errors.ts'
import { openEngine } from '../../../engine/engine.ts'
import { pixelsTogether } from '../../../evaluation/data/patches.ts'
import { evaluate } from '../../../evaluation/evaluate.ts'
import { ScoringThreads } from '../../../evaluation/threads.ts'
import { madeUp, temporaryFolder, writePatch } from '../training/folder.ts'

const model = join(import.meta.dirname, '..', '..', '..', 'models', 'cnn')

beforeEach(async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
})

test('several threads return the same probabilities as one', async () => {
  const set = madeUp({ a: { negative: 6, positive: 6 } })
  const [first, second] = [Uint32Array.of(0, 3, 6, 9), Uint32Array.of(11, 1)]
  const network = await (await openEngine('cpu')).load(model)
  const threads = new ScoringThreads(2, model)
  try {
    const found = await Promise.all(
      [first, second].map((part, thread) => threads.predict(thread, pixelsTogether(set, part), part.length))
    )
    expect(found).toEqual([
      await network.predict(pixelsTogether(set, first), 4),
      await network.predict(pixelsTogether(set, second), 2)
    ])
    expect(await threads.predict(1, pixelsTogether(set, first), 4)).toEqual(found[0])
  } finally {
    await threads.close()
    network.dispose()
  }
})

test('refuses a model that a thread cannot open, with its code', async () => {
  const threads = new ScoringThreads(1, await temporaryFolder())
  const set = madeUp({ a: { negative: 1, positive: 0 } })
  await expect(threads.predict(0, pixelsTogether(set, Uint32Array.of(0)), 1)).rejects.toMatchObject({
    code: 'model/invalid'
  })
  await threads.close()
})

test('finds a damaged model before it decodes patches', async () => {
  const patches = await temporaryFolder()
  await expect(evaluate({ model: await temporaryFolder(), patches })).rejects.toMatchObject({
    code: 'model/invalid'
  })
})

test('an evaluation stops when aborted', async () => {
  const patches = await temporaryFolder()
  for (let place = 0; place < 260; place++)
    await writePatch(patches, '9', { x: 1 + 50 * place, y: 1, class: 0 })
  const stop = new AbortController()
  const judged: number[] = []
  const ended = evaluate({
    model,
    patches,
    signal: stop.signal,
    onProgress: done => {
      judged.push(done)
      stop.abort()
    }
  })
  expect(failureOf(await ended.catch(error => error)).code).toBe('call/cancelled')
  expect(judged).toEqual([256])
})
