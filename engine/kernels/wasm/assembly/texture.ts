/**
 * How much the pixels of a patch differ from their neighbours (kernels/texture/texture.ts). Planes
 * are rows of 16-bit numbers, eight of which are compared at a time. A comparison starts at tissue.
 */
@unmanaged
class TexturePlan {
  /** Planes of optical density and of hue. */
  density: usize
  hue: usize
  /** Pixels of a row of the planes. */
  stride: i32
  /** Pixels that start a comparison: `width` is a multiple of eight. */
  width: i32
  height: i32
  /** Least density of tissue. */
  tissue: i32
  /** Density above which a pixel is dark, and hue above which it is blue. */
  dark: i32
  blue: i32
  lags: usize
  lagCount: i32
  bendLagCount: i32
  /** Sizes between the bins of differences, i32. */
  limits: usize
  limitCount: i32
  /** Filled with f32: tissue; then as `compareAt`, `bendAt` and `countBins` say. */
  results: usize
}

export function texture(at: usize): void {
  const plan = changetype<TexturePlan>(at)
  let to = plan.results
  store<f32>(to, tissueOf(plan))
  to += 4
  for (let i = 0; i < plan.lagCount; i++) to = compareAt(plan, load<i32>(plan.lags + <usize>(i * 4)), to)
  for (let i = 0; i < plan.bendLagCount; i++) to = bendAt(plan, load<i32>(plan.lags + <usize>(i * 4)), to)
  for (let i = 0; i < plan.limitCount; i++) to = countAbove(plan, load<i32>(plan.limits + <usize>(i * 4)), to)
}

function tissueOf(plan: TexturePlan): f32 {
  const least = i16x8.splat(<i16>plan.tissue)
  let count = i16x8.splat(0)
  for (let y = 0; y < plan.height; y++)
    for (let x = 0; x < plan.width; x += 8)
      count = i16x8.sub(
        count,
        i16x8.ge_s(v128.load(plan.density + <usize>((y * plan.stride + x) * 2)), least)
      )
  return sumOf(halves(count))
}

/**
 * Compares with the pixels at a distance to the right and below. Fills, for density, the sums of
 * absolute and squared differences and of those across the corner; for the hue, the first two; then
 * how many pairs are white, dark, and blue on both sides.
 */
function compareAt(plan: TexturePlan, lag: i32, to: usize): usize {
  const least = i16x8.splat(<i16>plan.tissue)
  const darkest = i16x8.splat(<i16>plan.dark)
  const bluest = i16x8.splat(<i16>plan.blue)
  const right = <usize>(lag * 2)
  const down = <usize>(lag * plan.stride * 2)
  let absolute = i32x4.splat(0)
  let corner = i32x4.splat(0)
  let hueAbsolute = i32x4.splat(0)
  let square = f32x4.splat(0)
  let hueSquare = f32x4.splat(0)
  let white = i16x8.splat(0)
  let dark = i16x8.splat(0)
  let blue = i16x8.splat(0)
  for (let y = 0; y < plan.height; y++) {
    let rowSquare = i32x4.splat(0)
    let rowHueSquare = i32x4.splat(0)
    for (let x = 0; x < plan.width; x += 8) {
      const place = <usize>((y * plan.stride + x) * 2)
      let own = v128.load(plan.density + place)
      let across = v128.load(plan.density + place + right)
      let below = v128.load(plan.density + place + down)
      const opposite = v128.load(plan.density + place + right + down)
      const tissue = i16x8.ge_s(own, least)
      const acrossTissue = i16x8.ge_s(across, least)
      const belowTissue = i16x8.ge_s(below, least)
      const bent = i16x8.sub(i16x8.add(own, opposite), i16x8.add(across, below))
      corner = i32x4.add(corner, halves(i16x8.abs(v128.and(bent, tissue))))
      // A comparison is true as −1, so that subtracting counts.
      white = i16x8.sub(white, v128.not(v128.or(tissue, acrossTissue)))
      white = i16x8.sub(white, v128.not(v128.or(tissue, belowTissue)))
      const ownDark = i16x8.gt_s(own, darkest)
      dark = i16x8.sub(dark, v128.and(ownDark, i16x8.gt_s(across, darkest)))
      dark = i16x8.sub(dark, v128.and(ownDark, i16x8.gt_s(below, darkest)))
      across = v128.and(i16x8.sub(across, own), tissue)
      below = v128.and(i16x8.sub(below, own), tissue)
      absolute = i32x4.add(absolute, halves(i16x8.add(i16x8.abs(across), i16x8.abs(below))))
      rowSquare = i32x4.add(rowSquare, i32x4.dot_i16x8_s(across, across))
      rowSquare = i32x4.add(rowSquare, i32x4.dot_i16x8_s(below, below))

      own = v128.load(plan.hue + place)
      across = v128.load(plan.hue + place + right)
      below = v128.load(plan.hue + place + down)
      const ownBlue = v128.and(i16x8.gt_s(own, bluest), tissue)
      blue = i16x8.sub(blue, v128.and(ownBlue, v128.and(i16x8.gt_s(across, bluest), acrossTissue)))
      blue = i16x8.sub(blue, v128.and(ownBlue, v128.and(i16x8.gt_s(below, bluest), belowTissue)))
      across = v128.and(i16x8.sub(across, own), tissue)
      below = v128.and(i16x8.sub(below, own), tissue)
      hueAbsolute = i32x4.add(hueAbsolute, halves(i16x8.add(i16x8.abs(across), i16x8.abs(below))))
      rowHueSquare = i32x4.add(rowHueSquare, i32x4.dot_i16x8_s(across, across))
      rowHueSquare = i32x4.add(rowHueSquare, i32x4.dot_i16x8_s(below, below))
    }
    square = f32x4.add(square, f32x4.convert_i32x4_s(rowSquare))
    hueSquare = f32x4.add(hueSquare, f32x4.convert_i32x4_s(rowHueSquare))
  }
  store<f32>(to, sumOf(absolute))
  store<f32>(to, floatsOf(square), 4)
  store<f32>(to, sumOf(corner), 8)
  store<f32>(to, sumOf(hueAbsolute), 12)
  store<f32>(to, floatsOf(hueSquare), 16)
  store<f32>(to, sumOf(halves(white)), 20)
  store<f32>(to, sumOf(halves(dark)), 24)
  store<f32>(to, sumOf(halves(blue)), 28)
  return to + 32
}

/** Fills the sums of absolute and squared second differences of the density. */
function bendAt(plan: TexturePlan, lag: i32, to: usize): usize {
  const least = i16x8.splat(<i16>plan.tissue)
  let absolute = i32x4.splat(0)
  let square = f32x4.splat(0)
  for (let y = 0; y < plan.height; y++) {
    let rowSquare = i32x4.splat(0)
    for (let x = 0; x < plan.width; x += 8) {
      const place = plan.density + <usize>((y * plan.stride + x) * 2)
      const tissue = i16x8.ge_s(v128.load(place), least)
      const across = v128.and(bentAt(place, <usize>(lag * 2)), tissue)
      const along = v128.and(bentAt(place, <usize>(lag * plan.stride * 2)), tissue)
      absolute = i32x4.add(absolute, i32x4.add(halves(i16x8.abs(across)), halves(i16x8.abs(along))))
      rowSquare = i32x4.add(rowSquare, i32x4.dot_i16x8_s(across, across))
      rowSquare = i32x4.add(rowSquare, i32x4.dot_i16x8_s(along, along))
    }
    square = f32x4.add(square, f32x4.convert_i32x4_s(rowSquare))
  }
  store<f32>(to, sumOf(absolute))
  store<f32>(to, floatsOf(square), 4)
  return to + 8
}

/** Fills how many differences of neighbours are above a limit, and how many second differences. */
function countAbove(plan: TexturePlan, limit: i32, to: usize): usize {
  const least = i16x8.splat(<i16>plan.tissue)
  const slope = i16x8.splat(<i16>limit)
  const bend = i16x8.splat(<i16>(2 * limit))
  const down = <usize>(plan.stride * 2)
  let slopes = i16x8.splat(0)
  let bends = i16x8.splat(0)
  for (let y = 0; y < plan.height; y++)
    for (let x = 0; x < plan.width; x += 8) {
      const place = plan.density + <usize>((y * plan.stride + x) * 2)
      const own = v128.load(place)
      const tissue = i16x8.ge_s(own, least)
      const across = i16x8.abs(i16x8.sub(v128.load(place, 2), own))
      const below = i16x8.abs(i16x8.sub(v128.load(place + down), own))
      slopes = i16x8.sub(slopes, v128.and(i16x8.gt_s(across, slope), tissue))
      slopes = i16x8.sub(slopes, v128.and(i16x8.gt_s(below, slope), tissue))
      bends = i16x8.sub(bends, v128.and(i16x8.gt_s(i16x8.abs(bentAt(place, 2)), bend), tissue))
      bends = i16x8.sub(bends, v128.and(i16x8.gt_s(i16x8.abs(bentAt(place, down)), bend), tissue))
    }
  store<f32>(to, sumOf(halves(slopes)))
  store<f32>(to, sumOf(halves(bends)), 4)
  return to + 8
}

/** The second difference of eight pixels from `place` on, a step apart. */
function bentAt(place: usize, step: usize): v128 {
  const outer = i16x8.add(v128.load(place), v128.load(place + 2 * step))
  const middle = v128.load(place + step)
  return i16x8.sub(outer, i16x8.add(middle, middle))
}

function halves(values: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_s(values)
}

function sumOf(values: v128): f32 {
  return <f32>(
    (i32x4.extract_lane(values, 0) +
      i32x4.extract_lane(values, 1) +
      i32x4.extract_lane(values, 2) +
      i32x4.extract_lane(values, 3))
  )
}

function floatsOf(values: v128): f32 {
  return (
    f32x4.extract_lane(values, 0) +
    f32x4.extract_lane(values, 1) +
    f32x4.extract_lane(values, 2) +
    f32x4.extract_lane(values, 3)
  )
}
