import sharp from 'sharp'
import { patchBytes, patchEdge } from '../../../evaluation/data/patches.ts'
import { between, randomOf } from '../../../evaluation/random.ts'
import { colours, drawing, type Frame, grid, heightOf, key, label, stroke } from './svg.ts'

const frame: Frame = { left: 300, top: 64, width: 570, height: 190, low: 0, high: 255 }
const channels: [string, string][] = [
  ['red', '#b3261e'],
  ['green', '#2e7d32'],
  ['blue', '#1f4fa3']
]

/** Figure 2: a patch, and the 2,500 steps of three values that a recurrent network reads. */
export async function signalFigure(): Promise<string> {
  const pixels = drawnPatch()
  const png = await sharp(pixels, { raw: { width: patchEdge, height: patchEdge, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const steps = patchEdge * patchEdge
  const lines = channels.map(([, colour], channel) =>
    stroke(
      Array.from({ length: steps }, (_, step): [number, number] => [
        frame.left + (frame.width * step) / (steps - 1),
        heightOf(frame, pixels[step * 3 + channel] as number)
      ]),
      colour,
      0.6
    )
  )
  const across = [0, 500, 1000, 1500, 2000, 2500].map(step =>
    label(frame.left + (frame.width * step) / steps, frame.top + frame.height + 20, String(step), {
      anchor: 'middle',
      fill: colours.muted,
      size: 12
    })
  )
  return drawing(900, 310, 'A patch of 50×50 pixels, and the same patch as a signal of 2,500 steps', [
    label(40, 24, 'A patch as a signal', { bold: true, size: 15 }),
    label(40, 46, 'a patch, drawn', { fill: colours.muted }),
    label(frame.left, 46, 'its levels, pixel by pixel, row by row', { fill: colours.muted }),
    ...channels.flatMap(([name, colour], place) =>
      key(frame.left + frame.width - 246 + 84 * place, 46, name, colour)
    ),
    `<image x="40" y="64" width="190" height="190" style="image-rendering: pixelated" href="data:image/png;base64,${png.toString('base64')}"/>`,
    ...grid(frame, [0, 64, 128, 192, 255], 0),
    ...lines,
    ...across,
    label(frame.left + frame.width / 2, frame.top + frame.height + 40, 'step', {
      anchor: 'middle',
      fill: colours.muted,
      size: 12
    }),
    label(frame.left - 8, frame.top - 14, 'level', { anchor: 'end', fill: colours.muted, size: 12 })
  ])
}

/** A synthetic patch in the colours of H&E: pink background with fibres, and nuclei. RGB, 50×50. */
function drawnPatch(): Uint8Array {
  const random = randomOf('a patch for figure 2')
  const nuclei = Array.from({ length: 26 }, () => ({
    x: between(random, 12, 50),
    y: between(random, 0, 38),
    radius: between(random, 1.8, 3.4)
  }))
  const pixels = new Uint8Array(patchBytes)
  for (let y = 0; y < patchEdge; y++)
    for (let x = 0; x < patchEdge; x++) {
      const fibre = Math.sin((x + 2 * y) / 3.1) * 9
      const covered = nuclei.some(({ x: cx, y: cy, radius }) => Math.hypot(x - cx, y - cy) < radius)
      const noise = between(random, -9, 9)
      const colour = covered ? [104, 72, 148] : [226 + fibre, 170 + fibre, 205 + fibre / 2]
      pixels.set(
        colour.map(level => Math.max(0, Math.min(255, Math.round(level + noise)))),
        (y * patchEdge + x) * 3
      )
    }
  return pixels
}
