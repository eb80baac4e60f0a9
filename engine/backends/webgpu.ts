import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../contract/errors.ts'
import { deviceOf } from './adapter.ts'
import type { Backend, Device } from './backend.ts'

/** Any GPU through WebGPU (Dawn). Its library is loaded only when it is opened. */
export const webgpu: Backend = {
  name: 'webgpu',
  async open(options) {
    const gpu = await loadWebGpu()
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
    if (!adapter)
      throw unavailable('no graphics adapter found; install the driver of your GPU (on Linux, with Vulkan)')
    const device: Device = { ...deviceOf(adapter.info), precision: precisionWanted() }
    // Slower than our own WebAssembly: only for tests, and for users who ask for it by name.
    if (device.kind === 'cpu' && options.software === false)
      throw unavailable(`the only adapter is software, not a GPU (${device.name})`)
    const { WatchedBackend } = await import('../kernels/webgpu/backend.ts')
    const { registerWebGpuKernels } = await import('../kernels/webgpu/register.ts')
    registerWebGpuKernels()
    const gpuDevice = await requestDevice(adapter)
    forget()
    tf.registerBackend('webgpu', () => new WatchedBackend(gpuDevice, adapter.info, device))
    if (!(await tf.setBackend('webgpu'))) throw unavailable('TensorFlow.js could not start on it')
    opened = gpuDevice
    return device
  },
  async use() {
    await tf.setBackend('webgpu')
  },
  close: forget
}

/** Half floats fit twice as many weights into registers; the self-test then tolerates more. */
const precisionWanted = (): Device['precision'] =>
  process.env.DUCTAL_WEBGPU_HALVES === '1' ? 'float16' : 'float32'

let opened: GPUDevice | undefined

/** Frees the device and everything on it, even if the device is already lost. */
function forget(): void {
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu')
  opened?.destroy()
  opened = undefined
}

let loaded: Promise<GPU> | undefined

/** Loads Dawn and defines the browser globals that TensorFlow.js expects. */
async function loadWebGpu(): Promise<GPU> {
  loaded ??= import('webgpu').then(({ create, globals }) => {
    Object.assign(globalThis, globals)
    const gpu = create([])
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true })
    return gpu
  })
  try {
    return await loaded
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw unavailable(`its library cannot be loaded (${reason})`, error)
  }
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const wanted = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup'
  ] as const
  const features = (['timestamp-query', 'shader-f16'] as const).filter(name => adapter.features.has(name))
  try {
    return await adapter.requestDevice({
      requiredFeatures: features,
      requiredLimits: Object.fromEntries(wanted.map(name => [name, adapter.limits[name]]))
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw unavailable(`the driver provided no device (${reason})`, error)
  }
}

const unavailable = (reason: string, cause?: unknown) =>
  new DuctalError('engine/unavailable', `WebGPU does not work here: ${reason}.`, { cause })
