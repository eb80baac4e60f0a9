import { describe, expect, it } from 'vitest'
import {
  type DeviceLimits,
  planSequence,
  type SequenceShape,
  workgroupBytes
} from '../../../../engine/kernels/webgpu/plan.ts'

/** The minimum limits that WebGPU guarantees. */
const least: DeviceLimits = { invocations: 256, workgroupMemory: 16_384, registers: 144, halves: false }
const attention = { units: 32, window: 15 }
const shape = (
  cell: SequenceShape['cell'],
  units: number,
  more: Partial<SequenceShape> = {}
): SequenceShape => ({
  cell,
  steps: 2500,
  inputs: 3,
  units,
  attention: null,
  ...more
})

describe('distribution of a sequence over a workgroup', () => {
  it('the best network of the paper keeps all its weights in registers on any device', () => {
    const plan = planSequence(shape('gru', 64, { attention }), least, 256)!
    expect(plan).toMatchObject({ threads: 128, lanes: 1, parts: 2, projectionParts: 2 })
    expect(plan.stored).toEqual(['queries', 'keys'])
    expect(plan.residence).toEqual({ gates: 'registers', candidate: 'registers', projection: 'registers' })
  })

  it.each(['gru', 'gru-reset-after', 'lstm'] as const)(
    '%s with up to 128 units fits, with any window',
    cell => {
      for (const units of [1, 33, 64, 100, 128])
        for (const window of [1, 15, 101, 1001])
          for (const batch of [1, 5000]) {
            const plan = planSequence(shape(cell, units, { attention: { units: 32, window } }), least, batch)
            expect(plan, `${units} units, window ${window}`).not.toBeNull()
            expect(workgroupBytes(plan!)).toBeLessThanOrEqual(least.workgroupMemory)
          }
    }
  )

  it('a larger device handles eight patches per workgroup when there are many', () => {
    const large = { ...least, invocations: 1024, workgroupMemory: 49_152 }
    expect(planSequence(shape('gru', 64, { attention }), large, 4096)).toMatchObject({ lanes: 2 })
    expect(planSequence(shape('gru', 64, { attention }), large, 256)).toMatchObject({ lanes: 1, stored: [] })
  })

  it('reads weights that exceed the registers from storage; half floats need half the registers', () => {
    const few = { ...least, registers: 48 }
    expect(planSequence(shape('lstm', 64), few, 64)!.residence.gates).toBe('storage')
    expect(planSequence(shape('lstm', 64), { ...few, halves: true }, 64)!.residence.gates).toBe('halves')
  })

  it('has no plan for a state that fits into no workgroup', () => {
    expect(planSequence(shape('lstm', 200), least, 8)).toBeNull()
    expect(planSequence(shape('lstm', 130), least, 8)).not.toBeNull()
    expect(planSequence(shape('gru', 190), least, 8)).not.toBeNull()
  })
})
