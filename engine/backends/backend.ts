export type EngineName = 'tensorflow' | 'webgpu' | 'cpu'

export interface BackendOptions {
  /** Folder of the .wasm files, where they do not lie in the installed package. */
  wasmFolder?: string
  /** Threads of one operation, where a backend has several. TensorFlow takes them once a process. */
  threads?: number
  /** Whether software that calls itself a GPU will do; it does unless this is false, and is named as what it is. */
  software?: boolean
}

/** What a backend found when it was opened. */
export interface Device {
  /** As its driver names it, with what computes on it. */
  name: string
  /** What does the work. A GPU's API that runs in software is `cpu`, whatever it calls itself. */
  kind: 'gpu' | 'cpu'
  /** Lower where it computes in half floats: the self-test allows for it. */
  precision: 'float32' | 'float16'
}

/** One rung of the ladder. */
export interface Backend {
  readonly name: EngineName
  /** Makes it TensorFlow.js's backend of this process, anew if it was closed. Throws `engine/unavailable`. */
  open(options: BackendOptions): Promise<Device>
  /** Makes it TensorFlow.js's backend of this process again, after another was; it is open. */
  use(): Promise<void>
  /** Frees the device, so that `open` begins anew; models loaded on it are lost. */
  close(): void
}
