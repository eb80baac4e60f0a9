import { describe, expect, test } from 'vitest'
import type { DuctalError } from '../../../contract/errors.ts'
import { DuctalError as Failure } from '../../../contract/errors.ts'
import type { EngineName } from '../../../contract/runs/run.ts'
import type { EngineReport } from '../../../contract/worker.ts'
import { EngineSelection, type Workers } from '../../../electron/host/engines/selection.ts'

interface Machine {
  report: EngineReport | DuctalError
  patchesPerSecond?: number | DuctalError
}

const gpu = (device: string): EngineReport => ({ ok: true, device, kind: 'gpu', reason: '' })
const processor = (device: string): EngineReport => ({ ok: true, device, kind: 'cpu', reason: '' })
const absent = (reason: string): EngineReport => ({ ok: false, device: null, kind: null, reason })

/** Simulated machines, including GPUs that the test machine lacks. */
function workersOf(machines: Record<EngineName, Machine>) {
  const asked: string[] = []
  const workers: Workers = {
    async run(name, input, { queue }) {
      const { engine, software } = input as { engine: EngineName; software?: boolean }
      asked.push(`${name} ${engine} ${queue}${software ? ', software too' : ''}`)
      const { report, patchesPerSecond = 100 } = machines[engine]
      const answer = name === 'probe' ? report : patchesPerSecond
      if (answer instanceof Error) throw answer
      return (name === 'probe' ? answer : { patchesPerSecond: answer }) as never
    },
    async rest(queue) {
      asked.push(`rest ${queue}`)
    }
  }
  return { workers, asked }
}

const plain: Record<EngineName, Machine> = {
  tensorflow: { report: absent('TensorFlow is not installed.') },
  webgpu: { report: gpu('Radeon'), patchesPerSecond: 900 },
  cpu: { report: processor('WebAssembly'), patchesPerSecond: 300 }
}

describe('automatic selection', () => {
  test('selects the fastest engine and gives a reason for each of the others', async () => {
    const { workers, asked } = workersOf(plain)
    const { engine, probes } = await new EngineSelection(workers).choose('auto', '/models/cnn')
    expect(engine).toBe('webgpu')
    expect(probes).toEqual([
      {
        name: 'tensorflow',
        ok: false,
        chosen: false,
        device: null,
        patchesPerSecond: null,
        reason: 'TensorFlow is not installed.'
      },
      { name: 'webgpu', ok: true, chosen: true, device: 'Radeon', patchesPerSecond: 900, reason: '' },
      {
        name: 'cpu',
        ok: true,
        chosen: false,
        device: 'WebAssembly',
        patchesPerSecond: 300,
        reason: expect.stringContaining('slower than webgpu')
      }
    ])
    expect(asked.at(-1)).toBe('rest probe')
  })

  test('does not assume that a GPU is faster', async () => {
    const slow = { ...plain, webgpu: { report: gpu('Old'), patchesPerSecond: 20 } }
    expect((await new EngineSelection(workersOf(slow).workers).choose('auto', '/m')).engine).toBe('cpu')
  })

  test('never treats a software adapter as a GPU', async () => {
    const software = { ...plain, webgpu: { report: processor('SwiftShader'), patchesPerSecond: 9000 } }
    const { workers, asked } = workersOf(software)
    const { engine, probes } = await new EngineSelection(workers).choose('auto', '/m')
    expect(engine).toBe('cpu')
    expect(probes[1]).toMatchObject({
      ok: false,
      reason: expect.stringContaining('SwiftShader is not a GPU')
    })
    expect(asked).toContain('probe webgpu probe')
    await new EngineSelection(workers).choose('webgpu', '/m')
    expect(asked).toContain('probe webgpu probe, software too')
  })

  test('skips the measurement when only one engine is available', async () => {
    const alone = { ...plain, webgpu: { report: absent('There is no adapter.') } }
    const { workers, asked } = workersOf(alone)
    expect((await new EngineSelection(workers).choose('auto', '/m')).engine).toBe('cpu')
    expect(asked.filter(ask => ask.startsWith('measure'))).toEqual([])
  })

  test('survives a driver that crashes its process while probing or measuring', async () => {
    const died = new Failure('worker/died', 'It ended unexpectedly (SIGSEGV).')
    for (const webgpu of [{ report: died }, { report: gpu('Bad'), patchesPerSecond: died }]) {
      const { workers } = workersOf({ ...plain, webgpu })
      const { engine, probes } = await new EngineSelection(workers).choose('auto', '/m')
      expect(engine).toBe('cpu')
      expect(probes[1]).toMatchObject({ ok: false, reason: expect.stringContaining('SIGSEGV') })
    }
  })

  test('skips an engine that failed during a run', async () => {
    const engineSelection = new EngineSelection(workersOf(plain).workers)
    engineSelection.refuse('webgpu', 'The device was lost.')
    const { engine, probes } = await engineSelection.choose('auto', '/m')
    expect(engine).toBe('cpu')
    expect(probes[1]).toMatchObject({ ok: false, reason: 'The device was lost.' })
  })

  test('lists all reasons, one sentence each, when no engine is left', async () => {
    const none = { ...plain, webgpu: { report: absent('No adapter.') }, cpu: { report: absent('No SIMD.') } }
    await expect(new EngineSelection(workersOf(none).workers).choose('auto', '/m')).rejects.toMatchObject({
      code: 'engine/unavailable',
      message: 'TensorFlow is not installed. No adapter. No SIMD.'
    })
  })

  test('passes on failures of the model', async () => {
    const broken = { ...plain, webgpu: { report: new Failure('model/hash', 'Other weights.') } }
    await expect(new EngineSelection(workersOf(broken).workers).choose('auto', '/m')).rejects.toMatchObject({
      code: 'model/hash'
    })
  })
})

describe('an engine chosen by name', () => {
  test('is used as it is, even without a GPU, and never replaced', async () => {
    const software = { ...plain, webgpu: { report: processor('SwiftShader') } }
    const { engine, probes } = await new EngineSelection(workersOf(software).workers).choose('webgpu', '/m')
    expect(engine).toBe('webgpu')
    expect(probes).toHaveLength(1)
    await expect(
      new EngineSelection(workersOf(plain).workers).choose('tensorflow', '/m')
    ).rejects.toMatchObject({
      code: 'engine/unavailable',
      message: 'TensorFlow is not installed.'
    })
  })
})
