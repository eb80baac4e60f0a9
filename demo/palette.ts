/**
 * While under construction, a pixel of the slide is two bytes: its amounts of haematoxylin and
 * eosin. The colour follows from the Beer-Lambert law. Eosin above `erythrocyte` turns into the
 * orange red of blood cells.
 */
export const erythrocyte = 215

/** Light that passes through the bare glass. */
export const glass = [243, 242, 244] as const
/**
 * Unit vectors of optical density (red, green, blue), near the means of the public data set's
 * slides.
 */
const haematoxylin = [0.535, 0.742, 0.405] as const
const eosin = [0.1, 0.838, 0.536] as const
const blood = [0.1, 0.74, 0.66] as const
/** Optical density (natural logarithm) of one unit. */
const haematoxylinUnit = 0.0095
const eosinUnit = 0.0085

/** Returns the colour of each pair (haematoxylin << 8 | eosin), as 0xFFBBGGRR. */
export function colourTable(): Int32Array {
  const table = new Int32Array(65536)
  for (let h = 0; h < 256; h++) {
    for (let e = 0; e < 256; e++) {
      const bloodShare = Math.min(1, Math.max(0, (e - erythrocyte) / 30))
      const eosinDensity = Math.min(e, erythrocyte) * eosinUnit * (1 - bloodShare)
      let packed = 0xff000000
      for (let channel = 0; channel < 3; channel++) {
        const density =
          h * haematoxylinUnit * haematoxylin[channel]! +
          eosinDensity * eosin[channel]! +
          bloodShare * 1.15 * blood[channel]!
        // A scanner never records black: stray light adds a little everywhere.
        packed |= Math.round(6 + (glass[channel]! - 6) * Math.exp(-density)) << (8 * channel)
      }
      table[(h << 8) | e] = packed
    }
  }
  return table
}
