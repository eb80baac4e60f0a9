import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { WatchedBackend } from './backend.ts'
import type { DeviceLimits } from './plan.ts'

/** WebGPU's usage flags. They are not globals until a device has been opened. */
const UNIFORM_COPY = 0x40 | 0x08

/**
 * Weights kept in registers per invocation. With more, most GPUs could run too few threads at a
 * time. Intel GPUs have half as many registers.
 */
const REGISTERS = { intel: 48, other: 144 } as const

export function limitsOf(backend: WebGPUBackend): DeviceLimits {
  const { device, adapterInfo } = backend
  return {
    invocations: Math.min(
      device.limits.maxComputeInvocationsPerWorkgroup,
      device.limits.maxComputeWorkgroupSizeX
    ),
    workgroupMemory: device.limits.maxComputeWorkgroupStorageSize,
    registers: adapterInfo.isIntel() ? REGISTERS.intel : REGISTERS.other,
    halves: backend instanceof WatchedBackend && backend.halves
  }
}

/** A compute shader with its parameters; `main` runs once per workgroup. */
export interface Work {
  /** WGSL; each text is compiled once per device. */
  source: string
  /** 32-bit values of the uniform at binding 0. */
  uniform: number[]
  /** Storage buffers from binding 1 on, read or written. */
  tensors: tf.TensorInfo[]
  workgroups: number
}

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>()

/** Submits the work after everything that TensorFlow.js has requested of the device so far. */
export function dispatch(backend: WebGPUBackend, { source, uniform, tensors, workgroups }: Work): void {
  if (workgroups === 0) return
  const { device } = backend
  for (const { dataId } of tensors) backend.uploadToGPU(dataId)
  // Submits what TensorFlow.js has recorded first; a queue keeps its order.
  flush(backend)
  const pipeline = pipelineOf(device, source)
  const parameters = device.createBuffer({ size: 16, usage: UNIFORM_COPY })
  device.queue.writeBuffer(parameters, 0, Uint32Array.from(uniform))
  const resources = [parameters, ...tensors.map(tensor => bufferOf(backend, tensor))]
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((buffer, binding) => ({ binding, resource: { buffer } }))
    })
  )
  const across = Math.min(workgroups, device.limits.maxComputeWorkgroupsPerDimension)
  pass.dispatchWorkgroups(across, Math.ceil(workgroups / across))
  pass.end()
  device.queue.submit([encoder.finish()])
  parameters.destroy()
}

/** Returns one tensor [size] with all values concatenated. The caller disposes of it. */
export function joined(backend: WebGPUBackend, parts: tf.TensorInfo[]): tf.TensorInfo {
  const sizes = parts.map(part => tf.util.sizeFromShape(part.shape))
  const whole = backend.makeTensorInfo([sizes.reduce((sum, size) => sum + size, 0)], 'float32')
  for (const { dataId } of [whole, ...parts]) backend.uploadToGPU(dataId)
  flush(backend)
  const encoder = backend.device.createCommandEncoder()
  let offset = 0
  parts.forEach((part, i) => {
    const bytes = 4 * sizes[i]!
    encoder.copyBufferToBuffer(bufferOf(backend, part), 0, bufferOf(backend, whole), offset, bytes)
    offset += bytes
  })
  backend.queue.submit([encoder.finish()])
  return whole
}

function flush(backend: WebGPUBackend): void {
  backend.ensureCommandEncoderReady()
  backend.endComputePassEncoder()
  backend.submitQueue()
}

function bufferOf(backend: WebGPUBackend, { dataId }: tf.TensorInfo): GPUBuffer {
  return backend.tensorMap.get(dataId).resource as GPUBuffer
}

function pipelineOf(device: GPUDevice, source: string): GPUComputePipeline {
  const known = pipelines.get(device) ?? new Map<string, GPUComputePipeline>()
  pipelines.set(device, known)
  let pipeline = known.get(source)
  if (!pipeline) {
    const module = device.createShaderModule({ code: source })
    pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } })
    known.set(source, pipeline)
  }
  return pipeline
}
