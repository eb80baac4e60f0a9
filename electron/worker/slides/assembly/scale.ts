import { DuctalError } from '../../../../contract/errors.ts'
import { unusedResolution } from '../../../../contract/slides/resolution.ts'
import { plausibleMpp } from '../../../../contract/slides/slide.ts'
import type { RawResolution } from '../readers/reader.ts'

/** µm per pixel, and a remark if the file states a resolution that is not used. */
interface Scale {
  mpp: number | null
  remark: string | null
}

/**
 * Returns µm per pixel, by one rule for all formats. Null, so that the user is asked, if the file
 * states none, states no unit, has pixels that are not square, or states a print resolution (72,
 * 96, 300 dpi …: they refer to paper and exceed 20 µm by far).
 * @throws DuctalError slide/too-coarse if the metadata of a slide format state more than 20 µm
 */
export function scaleOf(path: string, resolution: RawResolution | null): Scale {
  if (!resolution) return { mpp: null, remark: null }
  if (resolution.unit === 'per-nothing') return unused('it has no unit')
  const [across, down] = [micrometres(resolution.x, resolution), micrometres(resolution.y, resolution)]
  const mpp = (across + down) / 2
  if (!(across > 0 && down > 0) || !Number.isFinite(mpp)) return unused('it is no size of a pixel')
  if (Math.abs(across - down) > 0.02 * mpp)
    return unused(`the pixels are not square (${short(across)} µm across, ${short(down)} µm down)`)
  if (mpp < plausibleMpp.min) return unused(`${short(mpp)} µm per pixel is finer than any scan`)
  if (mpp <= plausibleMpp.max) return { mpp, remark: null }
  if (resolution.source === 'tags') return unused(`${short(mpp)} µm per pixel is a resolution for print`)
  throw new DuctalError(
    'slide/too-coarse',
    `${path} has pixels of ${mpp.toFixed(2)} µm, coarser than the ${plausibleMpp.max} µm up to which tissue can be recognised. Open the file or level of this slide with the full resolution.`
  )
}

const unused = (why: string): Scale => ({ mpp: null, remark: `${unusedResolution}${why}.` })

/** Three significant digits. */
const short = (value: number) => String(Number(value.toPrecision(3)))

function micrometres(value: number, { unit }: RawResolution): number {
  if (unit === 'um') return value
  return (unit === 'per-cm' ? 10_000 : 25_400) / value
}
