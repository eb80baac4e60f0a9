import type { Viewer } from 'openseadragon'
import { type Ref, ref } from 'vue'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { frameOf } from '../overlay.ts'
import { cachedThumbnail } from './tile-cache.ts'

/** A slide's thumbnail behind its tiles, so that no place is blank while its tiles load. */
export interface Underlay {
  /** Whether the thumbnail is on screen. */
  readonly shown: Readonly<Ref<boolean>>
  show(slide: Slide): void
  destroy(): void
}

export function createUnderlay(viewer: Viewer): Underlay {
  const canvas = document.createElement('canvas')
  canvas.className = 'slide-underlay'
  canvas.setAttribute('aria-hidden', 'true')
  viewer.container.prepend(canvas)
  const shown = ref(false)
  let current: { slide: Slide; bitmap: ImageBitmap | undefined } | undefined

  const draw = () => {
    const context = canvas.getContext('2d')
    if (!context) return
    const frame = frameOf(viewer, canvas)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    shown.value = frame !== undefined && current?.bitmap !== undefined
    if (!frame || !current?.bitmap) return
    context.setTransform(frame.matrix)
    context.drawImage(current.bitmap, 0, 0, current.slide.width, current.slide.height)
  }

  async function load(wanted: NonNullable<typeof current>): Promise<void> {
    try {
      wanted.bitmap = await createImageBitmap(await cachedThumbnail(wanted.slide))
    } catch {
      // The tiles report what cannot be read.
      return
    }
    if (current === wanted) draw()
  }

  viewer.addHandler('update-viewport', draw)
  viewer.addHandler('open', draw)
  return {
    shown,
    show(slide) {
      current = { slide, bitmap: undefined }
      draw()
      void load(current)
    },
    destroy() {
      current = undefined
      viewer.removeHandler('update-viewport', draw)
      viewer.removeHandler('open', draw)
      canvas.remove()
    }
  }
}
