/**
 * Whether a model is the one that a run recorded. Older runs recorded the hash of the weights
 * alone.
 */
export const isModelOf = (
  { identity, weightsSha256 }: { identity: string; weightsSha256: string },
  sha256: string
): boolean => sha256 === identity || sha256 === weightsSha256
