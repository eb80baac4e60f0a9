export type EngineName = 'tensorflow' | 'webgpu' | 'cpu'

export interface BackendOptions {
  /** Folder of the .wasm files, where they do not lie in the installed package. */
  wasmFolder?: string
}

/** One rung of the ladder. */
export interface Backend {
  readonly name: EngineName
  /** Makes it TensorFlow.js's backend of this process and gives the device's name. Throws `engine/unavailable`. */
  open(options: BackendOptions): Promise<string>
}
