import { defineStore } from 'pinia'
import { DuctalError } from '../../../contract/errors.ts'
import type { Desktop } from '../../../contract/transport/desktop.ts'
import { desktop } from '../../bridge/bridge.ts'
import type { Side } from '../../core/features.ts'
import { useHost } from '../../core/host.ts'
import { useNotices } from '../../core/notices.ts'
import { useProblems } from '../../core/problems.ts'
import { barOf } from '../../stage/scale-bar.ts'
import { useSplitView } from '../../stage/split-view.ts'
import { useStage } from '../../stage/stage.ts'
import { texts } from '../../texts.ts'
import { useLegend } from '../pane/legend.ts'
import { drawSnapshot, type SnapshotSide } from './draw-snapshot.ts'

const longestBar = 200

/**
 * Copies an image to the clipboard. Resolves with false if the browser refuses, because the user
 * denied permission or the window is not focused.
 */
const copyInBrowser = (picture: Promise<Blob>): Promise<boolean> =>
  navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]).then(
    () => true,
    () => false
  )

function download(picture: Blob, name: string): string {
  const url = URL.createObjectURL(picture)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
  return name
}

/** Takes a picture of the view as shown on screen, with scale bar and legend below it. */
export const useSnapshot = defineStore('snapshot', () => {
  const host = useHost()
  const stages = useStage()
  const split = useSplitView()
  const notices = useNotices()
  const problems = useProblems()
  const legends = { main: useLegend(() => 'main'), second: useLegend(() => 'second') }

  function sideOf(name: Side): SnapshotSide | undefined {
    const stage = stages[name]
    const [view, slide] = [stage?.view.value, stage?.slide.value]
    if (!stage || !view || !slide) return undefined
    const times = slide.mpp === null ? undefined : 10 / (slide.mpp / view.zoom)
    return {
      picture: stage.image(),
      bar: barOf(view, slide, longestBar),
      legend: legends[name].value,
      title: times === undefined ? slide.name : `${slide.name} · ${texts.viewer.magnification(times)}`
    }
  }

  async function picture(): Promise<Blob> {
    const sides = [sideOf('main'), split.open ? sideOf('second') : undefined]
    const canvas = drawSnapshot(sides.filter(side => side !== undefined))
    const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'))
    if (!blob) throw new DuctalError('internal', texts.problems.fault)
    return blob
  }

  /** Returns the path; null if the user cancels. */
  async function saveInWindow({ chooseExport }: Desktop, name: string): Promise<string | null> {
    const png = new Uint8Array(await (await picture()).arrayBuffer())
    const handle = await chooseExport(name, 'png')
    if (handle === null) return null
    return (await host.call('files.savePicture', { png, to: { handle } })).path
  }

  const save = () =>
    problems.guard(texts.viewer.snapshotTitle, async () => {
      const stem = (stages.main?.slide.value?.name ?? 'slide')
        .replace(/\.[^.]+$/, '')
        .replace(/[^\w.-]+/g, '_')
      const name = `${stem}-view.png`
      const saved = desktop ? await saveInWindow(desktop, name) : download(await picture(), name)
      if (saved !== null) notices.say(texts.viewer.snapshotSaved(saved))
    })

  const copy = () =>
    problems.guard(texts.viewer.snapshotTitle, async () => {
      if (desktop) await desktop.copyPicture(new Uint8Array(await (await picture()).arrayBuffer()))
      else if (!(await copyInBrowser(picture()))) return notices.say(texts.viewer.copyRefused)
      notices.say(texts.viewer.snapshotCopied)
    })

  return { save, copy }
})
