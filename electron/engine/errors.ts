/** Codes of what can go wrong in this room; the worker hands them on under the same names. */
export type EngineErrorCode = 'model/invalid' | 'model/hash' | 'engine/unavailable' | 'engine/failed'

/** An expected failure of the engine: a code for programs, one sentence for people. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
