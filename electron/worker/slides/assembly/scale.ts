import { DuctalError } from '../../../../contract/errors.ts'
import { plausibleMpp } from '../../../../contract/slides/slide.ts'
import type { RawResolution } from '../readers/reader.ts'

/**
 * Returns µm per pixel, by one rule for all formats. Null, so that the user is asked, if the file
 * states none, states no unit, has pixels that are not square, or states a print resolution (72,
 * 96, 300 dpi …: they refer to paper and exceed 20 µm by far).
 * @throws DuctalError slide/too-coarse if the metadata of a slide format state more than 20 µm
 */
export function mppOf(path: string, resolution: RawResolution | null): number | null {
  if (!resolution || resolution.unit === 'per-nothing') return null
  const [across, down] = [micrometres(resolution.x, resolution), micrometres(resolution.y, resolution)]
  const mpp = (across + down) / 2
  if (!(across > 0 && down > 0) || !Number.isFinite(mpp) || mpp < plausibleMpp.min) return null
  if (Math.abs(across - down) > 0.02 * mpp) return null
  if (mpp <= plausibleMpp.max) return mpp
  if (resolution.source === 'tags') return null
  throw new DuctalError(
    'slide/too-coarse',
    `${path} has pixels of ${mpp.toFixed(2)} µm, coarser than the ${plausibleMpp.max} µm up to which tissue can be recognised. Open the file or level of this slide with the full resolution.`
  )
}

function micrometres(value: number, { unit }: RawResolution): number {
  if (unit === 'um') return value
  return (unit === 'per-cm' ? 10_000 : 25_400) / value
}
