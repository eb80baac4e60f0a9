import type { Command } from '../commands/command.ts'
import { useSettings } from '../core/settings.ts'
import { useSlides } from '../core/slides.ts'
import { useMeasures } from '../stage/measures.ts'
import { useSplitView } from '../stage/split-view.ts'
import { useStage } from '../stage/stage.ts'
import { texts } from '../texts.ts'
import { magnifications, umPerPixelAt } from '../viewer/stage/magnification.ts'
import { useSnapshot } from './snapshot/snapshot.ts'

const arrows: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
}

/** Commands for panning, zooming and rotating the slide. */
export function viewCommands(): Command[] {
  const stage = useStage()
  const settings = useSettings()
  const slides = useSlides()
  const split = useSplitView()
  const measures = useMeasures()
  const snapshot = useSnapshot()
  const t = texts.commands
  const group = 'view' as const
  const available = () => stage.view !== undefined
  const mpp = () => stage.active?.slide.value?.mpp ?? null

  const pan = (key = '') => {
    const [right, down] = arrows[key.replace('Shift+', '')] ?? [0, 0]
    const step = key.startsWith('Shift+') ? 0.5 : 0.12
    stage.active?.pan(right * step, down * step)
  }
  const magnify = (times: number, place: number): Command => ({
    id: `view.magnify${times}`,
    group,
    title: t.magnify(texts.viewer.preset(times)),
    keys: [String(place + 1)],
    yields: true,
    available: () => mpp() !== null,
    run: () => stage.active?.zoomTo((mpp() ?? 1) / umPerPixelAt(times))
  })
  const straighten = () => {
    if (stage.view?.flip) stage.active?.flipHorizontally()
    stage.active?.rotateTo(0)
  }
  return [
    {
      id: 'view.zoomIn',
      group,
      title: t.zoomIn,
      keys: ['+'],
      aliases: ['='],
      available,
      run: () => stage.active?.zoomBy(1.5)
    },
    {
      id: 'view.zoomOut',
      group,
      title: t.zoomOut,
      keys: ['-'],
      available,
      run: () => stage.active?.zoomBy(1 / 1.5)
    },
    { id: 'view.fit', group, title: t.fit, keys: ['0'], available, run: () => stage.active?.fit() },
    { id: 'view.native', group, title: t.native, keys: ['9'], available, run: () => stage.active?.zoomTo(1) },
    ...magnifications.map(magnify),
    {
      id: 'view.pan',
      group,
      title: t.pan,
      keys: Object.keys(arrows),
      aliases: Object.keys(arrows).map(key => `Shift+${key}`),
      available,
      run: pan,
      keysOnly: true
    },
    {
      id: 'view.rotateRight',
      group,
      title: t.rotateRight,
      keys: ['R'],
      available,
      run: () => stage.active?.rotateBy(90)
    },
    {
      id: 'view.rotateLeft',
      group,
      title: t.rotateLeft,
      keys: ['Shift+R'],
      available,
      run: () => stage.active?.rotateBy(-90)
    },
    {
      id: 'view.turnRight',
      group,
      title: t.turnRight,
      keys: ['>'],
      available,
      run: () => stage.active?.rotateBy(5)
    },
    {
      id: 'view.turnLeft',
      group,
      title: t.turnLeft,
      keys: ['<'],
      available,
      run: () => stage.active?.rotateBy(-5)
    },
    {
      id: 'view.flipHorizontally',
      group,
      title: t.flipHorizontally,
      keys: ['F'],
      available,
      active: () => stage.view?.flip ?? false,
      run: () => stage.active?.flipHorizontally()
    },
    {
      id: 'view.flipVertically',
      group,
      title: t.flipVertically,
      keys: ['Shift+F'],
      available,
      run: () => stage.active?.flipVertically()
    },
    {
      id: 'view.straighten',
      group,
      title: t.straighten,
      keys: ['U'],
      available: () => (stage.view?.flip || stage.view?.rotation !== 0) && slides.selected !== undefined,
      run: straighten
    },
    {
      id: 'view.profile',
      group,
      title: t.profile,
      keys: ['Shift+I'],
      available: () => typeof stage.active?.slide.value?.profile === 'string',
      active: () => settings.values.profile,
      run: () => {
        settings.values.profile = !settings.values.profile
      }
    },
    {
      id: 'view.measure',
      group,
      title: t.measure,
      keys: ['K'],
      available,
      active: () => measures.measuring,
      run: measures.toggle
    },
    {
      id: 'view.clearMeasures',
      group,
      title: t.clearMeasures,
      keys: ['Shift+K'],
      available: () => measures.done.length > 0,
      run: measures.clear
    },
    {
      id: 'view.split',
      group,
      title: t.split,
      keys: ['\\'],
      available: () => slides.selected !== undefined,
      active: () => split.open,
      run: () => {
        split.open = !split.open
      }
    },
    {
      id: 'view.link',
      group,
      title: t.link,
      keys: ['|'],
      available: () => split.open,
      active: () => split.linked,
      run: () => {
        split.linked = !split.linked
      }
    },
    { id: 'view.snapshot', group, title: t.snapshot, keys: ['Shift+S'], available, run: snapshot.save },
    {
      id: 'view.copySnapshot',
      group,
      title: t.copySnapshot,
      keys: ['Shift+C'],
      available,
      run: snapshot.copy
    },
    {
      id: 'view.putToolDown',
      group,
      title: t.put,
      keys: ['Escape'],
      available: () => stage.tool !== undefined,
      run: () => stage.take(undefined)
    }
  ]
}
