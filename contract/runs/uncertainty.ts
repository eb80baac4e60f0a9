/**
 * Uncertainty of a calibrated probability: its binary entropy in bits, 1 at even odds and 0 at
 * certainty (Shannon 1948). It means nothing for a probability that is not calibrated.
 */
export function entropyOf(probability: number): number {
  if (probability <= 0 || probability >= 1) return 0
  const other = 1 - probability
  return -(probability * Math.log2(probability) + other * Math.log2(other))
}
