/** Error codes of the engine; the worker passes them on unchanged. */
export type EngineErrorCode =
  | 'model/invalid'
  | 'model/hash'
  | 'engine/unavailable'
  | 'engine/failed'
  | 'engine/memory'
  | 'engine/lost'

/** An expected failure of the engine: a code for programs and a sentence for people. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Whether a backend ran out of memory. Each backend words this error differently. */
export function isOutOfMemory(error: unknown): boolean {
  const words = error instanceof Error ? `${error.name} ${error.message}` : String(error)
  return /out of memory|\boom\b|bad_alloc|allocat\w+ failed|failed to allocate|cannot enlarge memory|memory\.grow/i.test(
    words
  )
}
