import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../../contract/errors.ts'
import type { Device } from '../../backends/backend.ts'

/**
 * TensorFlow.js's backend with error reporting. A GPU runs work after it was submitted: errors
 * surface only when numbers are read, and without this class the failed results would read as
 * zeros.
 */
export class WatchedBackend extends WebGPUBackend {
  /** Whether recurrences may store their weights as half floats. */
  readonly halves: boolean
  private lost: DuctalError | undefined
  private fault: DuctalError | undefined

  constructor(device: GPUDevice, info: GPUAdapterInfo, { name, precision }: Device) {
    super(device, info)
    this.halves = precision === 'float16'
    device.addEventListener('uncapturederror', event => {
      event.preventDefault()
      this.fault ??= faultOf(event.error)
    })
    void device.lost.then(({ message }) => {
      this.lost = new DuctalError(
        'engine/lost',
        `The GPU was lost while it computed (${message || 'its driver gave no reason'}): ${name}.`
      )
    })
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (this.lost) throw this.lost
    return super.write(values, shape, dtype)
  }

  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    try {
      const values = await super.read(dataId)
      await this.device.queue.onSubmittedWorkDone()
      this.check()
      return values
    } catch (error) {
      await this.settled()
      this.check()
      throw error
    }
  }

  /** Refuses data that is on the device: reading it synchronously would need a canvas. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const { values } = this.tensorMap.get(dataId)
    if (values == null) throw new Error('numbers on a GPU are read asynchronously')
    return values
  }

  private check(): void {
    const fault = this.lost ?? this.fault
    this.fault = undefined
    if (fault) throw fault
  }

  /** Waits for the device's error messages, which arrive after the calls that caused them. */
  private async settled(): Promise<void> {
    await Promise.race([this.device.lost, new Promise(resolve => setTimeout(resolve, 50))])
  }
}

function faultOf(error: GPUError): DuctalError {
  const reason = error.message.split('\n')[0] || error.constructor.name
  const memory =
    error instanceof GPUOutOfMemoryError || /exceeds the max (buffer|storage)|binding size/i.test(reason)
  return memory
    ? new DuctalError('engine/memory', `The GPU’s memory does not suffice: ${reason}`)
    : new DuctalError('engine/failed', `The GPU refused a computation: ${reason}`)
}
