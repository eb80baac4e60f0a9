/** Whether a backend ran out of memory. Each backend words this error differently. */
export function isOutOfMemory(error: unknown): boolean {
  const words = error instanceof Error ? `${error.name} ${error.message}` : String(error)
  return /out of memory|\boom\b|bad_alloc|allocat\w+ failed|failed to allocate|cannot enlarge memory|memory\.grow/i.test(
    words
  )
}
