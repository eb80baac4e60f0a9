/**
 * How open a calibrated probability leaves it whether a patch is positive: its binary entropy in bits, 1 at even odds and 0 where it is sure
 * (Shannon 1948). Of a probability that is not calibrated it says nothing.
 */
export function entropyOf(probability: number): number {
  if (probability <= 0 || probability >= 1) return 0
  const other = 1 - probability
  return -(probability * Math.log2(probability) + other * Math.log2(other))
}
