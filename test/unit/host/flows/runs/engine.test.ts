import { expect, test } from 'vitest'
import { DuctalError, type ErrorCode } from '../../../../../contract/errors.ts'
import type { EngineChoice, EngineName } from '../../../../../contract/runs/run.ts'
import { EngineSelection, type Workers } from '../../../../../electron/host/engines/selection.ts'
import { EngineOfRun } from '../../../../../electron/host/flows/runs/engine.ts'
import { getRun } from '../../../../../electron/host/runs/records.ts'
import { newRun, temporaryLibrary } from '../../../../support/library.ts'

/** Workers of a machine with a GPU, which the test machine lacks. */
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
  const ofRun = new EngineOfRun({ db, engineSelection: new EngineSelection(workers) }, id, '/models/cnn')
  return { ofRun, probes: () => getRun(db, id).engines, run: () => getRun(db, id) }
}

/** Work that fails `times` times on a GPU. */
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

test('a run uses the fastest engine and records the probe result of each', async () => {
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
  'a device lost mid-run (%s) costs no tile: the next engine takes over and the run records why',
  async code => {
    const { ofRun, probes } = engineOfRun('auto')
    const { tried, work } = failing(code)
    expect(await ofRun.with(signal, work)).toBe('done on cpu')
    expect(tried).toEqual(['webgpu', 'cpu'])
    expect(await ofRun.with(signal, async engine => engine)).toBe('cpu')
    expect(probes()).toMatchObject([
      { name: 'tensorflow', ok: false },
      { name: 'webgpu', ok: false, reason: 'The device was lost.' },
      { name: 'cpu', chosen: true }
    ])
  }
)

test('several tiles that lose the same device select the next engine once', async () => {
  const { ofRun } = engineOfRun('auto')
  const { tried, work } = failing('engine/lost', 3)
  expect(await Promise.all([1, 2, 3].map(() => ofRun.with(signal, work)))).toEqual(
    Array(3).fill('done on cpu')
  )
  expect(tried.filter(engine => engine === 'webgpu')).toHaveLength(3)
})

test('blames the GPU for a crash only when the same work succeeds on the processor', async () => {
  const device = engineOfRun('auto')
  const { work } = failing('worker/died')
  expect(await device.ofRun.with(signal, work)).toBe('done on cpu')
  expect(await device.ofRun.with(signal, async engine => engine)).toBe('cpu')

  const tile = engineOfRun('auto')
  const died = new DuctalError('worker/died', 'The decoder crashed.')
  await expect(tile.ofRun.with(signal, () => Promise.reject(died))).rejects.toBe(died)
  expect(await tile.ofRun.with(signal, async engine => engine)).toBe('webgpu')
})

test('never replaces an engine chosen by name', async () => {
  const { ofRun, probes } = engineOfRun('webgpu')
  const { tried, work } = failing('engine/lost')
  await expect(ofRun.with(signal, work)).rejects.toMatchObject({ code: 'engine/lost' })
  expect(await ofRun.with(signal, work)).toBe('done on webgpu')
  expect(tried).toEqual(['webgpu', 'webgpu'])
  expect(probes()).toHaveLength(1)
})

test('passes on failures of a tile or a model', async () => {
  const { ofRun } = engineOfRun('auto')
  for (const code of ['slide/corrupt', 'model/hash', 'engine/failed', 'call/cancelled'] as const)
    await expect(
      ofRun.with(signal, () => Promise.reject(new DuctalError(code, 'No.')))
    ).rejects.toMatchObject({ code })
  expect(await ofRun.with(signal, async engine => engine)).toBe('webgpu')
})
