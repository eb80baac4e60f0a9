import type { EngineName } from '../../contract/runs/engine.ts'

export interface BackendOptions {
  /** Folder of the .wasm files if they are not in the installed package. */
  wasmFolder?: string
  /** Threads per operation, if supported. TensorFlow reads the value once per process. */
  threads?: number
  /**
   * Whether a software renderer that presents itself as a GPU is accepted. Accepted unless false;
   * the device's name always says that it is software.
   */
  software?: boolean
}

/** The device that a backend found when it was opened. */
export interface Device {
  /** The driver's name for the device, with what computes on it. */
  name: string
  /** The hardware that does the work. A software renderer is `cpu`, whatever it calls itself. */
  kind: 'gpu' | 'cpu'
  /**
   * `float16` if the backend computes in half precision; the self-test then uses a wider tolerance.
   */
  precision: 'float32' | 'float16'
}

/** An engine candidate. */
export interface Backend {
  readonly name: EngineName
  /**
   * Makes this the TensorFlow.js backend of the process, reopening it if it was closed.
   * @throws `engine/unavailable`
   */
  open(options: BackendOptions): Promise<Device>
  /** Switches the process's TensorFlow.js back to this open backend after another was in use. */
  use(): Promise<void>
  /** Frees the device, so that `open` starts afresh. Models loaded on the device are lost. */
  close(): void
}
