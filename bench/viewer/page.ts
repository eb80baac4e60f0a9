/**
 * Functions that bench/viewer.ts runs inside the page. Each one is self-contained, because only its
 * source text is sent there.
 */

/** Whether the viewer shows the slide or, if requested, the heatmap on top of it. */
export function shown(heatmap: boolean): boolean {
  const overlay = document.querySelector('.openseadragon-canvas .slide-overlay')
  const slide = document.querySelector('.openseadragon-canvas canvas')
  const canvas = heatmap ? overlay : slide
  if (!(canvas instanceof HTMLCanvasElement) || canvas.width === 0) return false
  const small = document.createElement('canvas')
  small.width = 64
  small.height = 64
  const context = small.getContext('2d')
  if (!context) return false
  context.drawImage(canvas, 0, 0, 64, 64)
  return new Set(new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer)).size > 20
}

export interface Frames {
  perSecond: number
  /** Milliseconds between two frames: the median, and the 95th percentile. */
  medianMs: number
  p95Ms: number
}

/** Counts the page's frames for the given time. */
export function countFrames(milliseconds: number): Promise<Frames> {
  return new Promise(resolve => {
    const moments: number[] = []
    const began = performance.now()
    const frame = (now: number) => {
      moments.push(now)
      if (now - began < milliseconds) {
        requestAnimationFrame(frame)
        return
      }
      const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment))
      gaps.sort((a, b) => a - b)
      const at = (share: number) => Number((gaps[Math.floor(share * (gaps.length - 1))] ?? 0).toPrecision(3))
      const whole = (moments.at(-1) ?? 0) - (moments[0] ?? 0)
      resolve({
        perSecond: Number(((gaps.length / whole) * 1000).toPrecision(3)),
        medianMs: at(0.5),
        p95Ms: at(0.95)
      })
    }
    requestAnimationFrame(frame)
  })
}

/**
 * Milliseconds of script from the change of a control to the drawn frame. Counts the event
 * handlers, the reactions that follow at once, and the frame's own callbacks.
 */
export async function changeScript({
  times,
  threshold,
  map
}: {
  times: number
  threshold: string
  map: string
}) {
  const named = (label: string) => {
    const found = [...document.querySelectorAll('label')].find(({ textContent }) =>
      textContent?.trim().startsWith(label)
    )
    return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement | HTMLSelectElement
  }
  const change = async (control: HTMLInputElement | HTMLSelectElement, value: string) => {
    const frame = new Promise<number>(resolve => requestAnimationFrame(() => resolve(performance.now())))
    const began = performance.now()
    control.value = value
    control.dispatchEvent(
      new Event(control instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true })
    )
    // The page's own reactions are microtasks: let them run now.
    for (let turn = 0; turn < 20; turn++) await null
    const reacted = performance.now() - began
    const drawn = new Promise<number>(resolve => requestAnimationFrame(() => resolve(performance.now())))
    const drawing = (await drawn) - (await frame)
    await new Promise(resolve => setTimeout(resolve, 120))
    return reacted + drawing
  }
  const range = named(threshold)
  const select = named(map)
  const ranges = [...document.querySelectorAll<HTMLInputElement>('input[type="range"]')]
  const opacity = ranges[ranges.indexOf(range as HTMLInputElement) + 1] as HTMLInputElement
  const result = { threshold: [] as number[], map: [] as number[], opacity: [] as number[] }
  const maps = [...(select as HTMLSelectElement).options].map(option => option.value)
  for (let turn = 0; turn < times; turn++) {
    result.threshold.push(await change(range, (0.3 + 0.02 * turn).toFixed(2)))
    result.map.push(await change(select, maps[turn % maps.length] ?? ''))
    result.opacity.push(await change(opacity, turn % 2 === 0 ? '0.5' : '0.7'))
  }
  return result
}
