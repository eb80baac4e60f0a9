import { expect, test } from 'vitest'
import { DuctalError, type ErrorCode } from '../../../../contract/errors.ts'
import type { EngineChoice, EngineName } from '../../../../contract/run.ts'
import { Ladder, type Workers } from '../../../../electron/host/engines/selection.ts'
import { EngineOfRun } from '../../../../electron/host/flows/run-engine.ts'
import { getRun } from '../../../../electron/host/runs/records.ts'
import { newRun, temporaryLibrary } from '../../../support/library.ts'

/** A machine with a GPU, which the tests' own has not. */
const workers: Workers = {
  async run(name, input) {
    const { engine } = input as { engine: EngineName }
    const speeds: Partial<Record<EngineName, number>> = { webgpu: 900, cpu: 300 }
    const ok = engine in speeds
    const kind = engine === 'cpu' ? 'cpu' : 'gpu'
    const report = { ok, device: ok ? `a ${kind}` : null, kind, reason: ok ? '' : 'It is not installed.' }
    return (name === 'probe' ? report : { patchesPerSecond: speeds[engine] }) as never
  },
  async rest() {}
}

const signal = new AbortController().signal

function engineOfRun(engine: EngineChoice) {
  const db = temporaryLibrary()
  const { id } = newRun(db, { overrides: { engine } })
  const ofRun = new EngineOfRun({ db, ladder: new Ladder(workers) }, id, '/models/cnn')
  return { ofRun, verdicts: () => getRun(db, id).engines, run: () => getRun(db, id) }
}

/** Work that fails on a GPU, as often as is said. */
function failing(code: ErrorCode, times = 1) {
  const tried: EngineName[] = []
  return {
    tried,
    async work(engine: EngineName): Promise<string> {
      tried.push(engine)
      if (engine !== 'cpu' && times-- > 0) throw new DuctalError(code, 'The device was lost.')
      return `done on ${engine}`
    }
  }
}

test('a run has the fastest engine, and its record what was said of each', async () => {
  const { ofRun, run } = engineOfRun('auto')
  const before = run().seconds.open
  await ofRun.ready(signal)
  expect(await ofRun.with(signal, async engine => engine)).toBe('webgpu')
  expect(run().engines.map(({ name, chosen }) => [name, chosen])).toEqual([
    ['tensorflow', false],
    ['webgpu', true],
    ['cpu', false]
  ])
  expect(run().seconds.open).toBeGreaterThan(before)
})

test.each(['engine/lost', 'engine/memory', 'engine/unavailable'] as const)(
  'a device that is gone in the middle (%s) costs no tile: the next engine takes over, and the record says why',
  async code => {
    const { ofRun, verdicts } = engineOfRun('auto')
    const { tried, work } = failing(code)
    expect(await ofRun.with(signal, work)).toBe('done on cpu')
    expect(tried).toEqual(['webgpu', 'cpu'])
    expect(await ofRun.with(signal, async engine => engine)).toBe('cpu')
    expect(verdicts()).toMatchObject([
      { name: 'tensorflow', ok: false },
      { name: 'webgpu', ok: false, reason: 'The device was lost.' },
      { name: 'cpu', chosen: true }
    ])
  }
)

test('several tiles that lose the same device choose the next engine once', async () => {
  const { ofRun } = engineOfRun('auto')
  const { tried, work } = failing('engine/lost', 3)
  expect(await Promise.all([1, 2, 3].map(() => ofRun.with(signal, work)))).toEqual(
    Array(3).fill('done on cpu')
  )
  expect(tried.filter(engine => engine === 'webgpu')).toHaveLength(3)
})

test('a process that dies on a GPU is the device’s fault only where the processor can do the same', async () => {
  const device = engineOfRun('auto')
  const { work } = failing('worker/died')
  expect(await device.ofRun.with(signal, work)).toBe('done on cpu')
  expect(await device.ofRun.with(signal, async engine => engine)).toBe('cpu')

  const tile = engineOfRun('auto')
  const died = new DuctalError('worker/died', 'The decoder crashed.')
  await expect(tile.ofRun.with(signal, () => Promise.reject(died))).rejects.toBe(died)
  expect(await tile.ofRun.with(signal, async engine => engine)).toBe('webgpu')
})

test('an engine that was chosen by name is never replaced', async () => {
  const { ofRun, verdicts } = engineOfRun('webgpu')
  const { tried, work } = failing('engine/lost')
  await expect(ofRun.with(signal, work)).rejects.toMatchObject({ code: 'engine/lost' })
  expect(await ofRun.with(signal, work)).toBe('done on webgpu')
  expect(tried).toEqual(['webgpu', 'webgpu'])
  expect(verdicts()).toHaveLength(1)
})

test('what speaks against a tile or a model is handed on', async () => {
  const { ofRun } = engineOfRun('auto')
  for (const code of ['slide/corrupt', 'model/hash', 'engine/failed', 'call/cancelled'] as const)
    await expect(
      ofRun.with(signal, () => Promise.reject(new DuctalError(code, 'No.')))
    ).rejects.toMatchObject({ code })
  expect(await ofRun.with(signal, async engine => engine)).toBe('webgpu')
})
