import '@tensorflow/tfjs-backend-cpu'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AdapterInfo, deviceOf } from '../../../engine/backends/adapter.ts'
import { webgpu } from '../../../engine/backends/webgpu.ts'
import { loadNetwork } from '../../../engine/network/load.ts'
import { hasSwiftShader, swiftShaderNotice, useSwiftShader } from '../../support/swiftshader.ts'
import { noise, tinyModel, writeModelFolder } from '../tiny.ts'

const info = (device: string, vendor: string, architecture: string, description: string): AdapterInfo => ({
  device,
  vendor,
  architecture,
  description
})

describe('the name of an adapter', () => {
  it('contains device, vendor, driver and interface', () => {
    const device = deviceOf(info('nvidia-geforce-rtx-3090', 'nvidia', 'ampere', 'NVIDIA: 550.54.14'), 'linux')
    expect(device).toEqual({
      name: 'nvidia-geforce-rtx-3090, nvidia ampere, NVIDIA: 550.54.14, WebGPU on Vulkan',
      kind: 'gpu',
      precision: 'float32'
    })
    expect(deviceOf(info('', 'apple', 'metal-3', ''), 'darwin').name).toBe('apple metal-3, WebGPU on Metal')
  })

  it.each([
    info('swiftshader-device-subzero-', 'google', 'swiftshader', 'SwiftShader driver 5.0.0'),
    info('llvmpipe-llvm-15-0-6-256-bits-', 'mesa', '', 'llvmpipe: Mesa 22.3.6'),
    info('microsoft-basic-render-driver', 'microsoft', 'warp', ''),
    { ...info('unheard-of', 'nobody', 'none', ''), isFallbackAdapter: true }
  ])('never calls a software adapter a GPU: $device', given => {
    const device = deviceOf(given)
    expect(device.kind).toBe('cpu')
    expect(device.name).toContain('software, not a GPU')
  })
})

describe.skipIf(!hasSwiftShader)(`the webgpu backend${swiftShaderNotice}`, { timeout: 240_000 }, () => {
  beforeAll(async () => {
    useSwiftShader()
    await webgpu.open({})
  })
  afterAll(() => webgpu.close())

  it('refuses a software adapter when a GPU is required', async () => {
    const refused = webgpu.open({ software: false })
    await expect(refused).rejects.toMatchObject({ code: 'engine/unavailable' })
    await expect(refused).rejects.toThrow(/the only adapter is software, not a GPU \(swiftshader/)
  })

  it('reports a lost device and can be opened again', async () => {
    const folder = await writeModelFolder(tinyModel())
    const device = await webgpu.open({})
    const network = await loadNetwork(folder, device)
    const expected = await network.predict(noise(2), 2)
    const running = network.predict(noise(2), 2)
    ;(tf.backend() as WebGPUBackend).device.destroy()
    await expect(running).rejects.toMatchObject({ code: 'engine/lost' })
    await expect(network.predict(noise(2), 2)).rejects.toMatchObject({ code: 'engine/lost' })
    network.dispose()
    webgpu.close()
    const again = await loadNetwork(folder, await webgpu.open({}))
    expect([...(await again.predict(noise(2), 2))]).toEqual([...expected])
    again.dispose()
  })

  it('reports insufficient memory and carries on', async () => {
    const { maxBufferSize } = (tf.backend() as WebGPUBackend).device.limits
    const large = tf.fill([maxBufferSize / 4 + 4096], 1)
    await expect(large.data()).rejects.toMatchObject({ code: 'engine/memory' })
    large.dispose()
    const small = tf.tidy(() => tf.add(tf.fill([4096], 1), 2))
    expect((await small.data())[4095]).toBe(3)
    small.dispose()
  })

  it('says why its library cannot be loaded', async () => {
    const script = `
      const { registerHooks } = await import('node:module')
      registerHooks({
        resolve(name, context, next) {
          if (name === 'webgpu') throw new Error('no dawn.node for this system')
          return next(name, context)
        }
      })
      const error = await open().catch(error => error)
      const expected = 'WebGPU does not work here: its library cannot be loaded (no dawn.node for this system).'
      process.exit(error.code === 'engine/unavailable' && error.message === expected ? 0 : 1)`
    expect(await run(script)).toBe(0)
  })

  it.each([
    ['ends by itself while a device is open', 'await open()', 0],
    ['exits on request', 'await open(); process.exit(7)', 7],
    ['ends after it was closed', 'await open(); webgpu.close()', 0]
  ])('a process %s', async (_, script, code) => {
    expect(await run(script)).toBe(code)
  })

  // SwiftShader's threads can outlive the data they compute with, which once crashed such a process
  // after its output was complete.
  it('a process ends in the middle of a computation', async () => {
    const code = await run('await open(); tf.fill([4096], 1).data(); process.exit(7)')
    expect([7, 'SIGSEGV']).toContain(code)
  })

  it('is not loaded while another engine computes', async () => {
    const script = `
      const { cpu } = await import('./engine/backends/cpu.ts')
      const { registerLayers } = await import('./engine/layers/register.ts')
      registerLayers()
      await cpu.open({})
      const dawn = process.report.getReport().sharedObjects.some(name => name.includes('dawn'))
      process.exit(dawn || tf.findBackendFactory('webgpu') || globalThis.GPUBuffer ? 1 : 0)`
    expect(await run(script)).toBe(0)
  })
})

/** Runs a script in its own process. Returns its exit code, or the signal that ended it. */
async function run(script: string): Promise<number | string> {
  const whole = `
    import * as tf from '@tensorflow/tfjs-core'
    const { useSwiftShader } = await import('./test/support/swiftshader.ts')
    const { webgpu } = await import('./engine/backends/webgpu.ts')
    useSwiftShader()
    const open = () => webgpu.open({})
    ${script}`
  const options = { cwd: `${import.meta.dirname}/../../..`, timeout: 60_000 }
  const argument = ['--input-type=module', '--eval', whole]
  return promisify(execFile)(process.execPath, argument, options).then(
    () => 0,
    error => error.signal ?? error.code
  )
}
