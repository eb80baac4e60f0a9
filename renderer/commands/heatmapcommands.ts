import { useLibrary } from '../stores/library.ts'
import { useRuns } from '../stores/runs.ts'
import { truthModes, useSettings } from '../stores/settings.ts'
import { useTissue } from '../stores/tissue.ts'
import { texts } from '../texts.ts'
import type { Command } from './command.ts'

/** Rounds away what binary fractions add, and stays within 0–1. */
const unit = (value: number) => Math.min(1, Math.max(0, Number(value.toFixed(3))))

/** What lies over the slide. */
export function heatmapCommands(): Command[] {
  const settings = useSettings()
  const runs = useRuns()
  const library = useLibrary()
  const tissue = useTissue()
  const t = texts.commands
  const group = 'heatmap' as const
  const available = () => runs.current !== undefined

  const threshold = (sign: number) => (key?: string) => {
    runs.threshold = unit(runs.threshold + sign * (key === '{' || key === '}' ? 0.01 : 0.05))
  }
  const opacity = (sign: number) => () => {
    settings.values.opacity = unit(settings.values.opacity + sign * 0.1)
  }
  const nextTruth = () => {
    const next = truthModes.indexOf(settings.values.truth) + 1
    settings.values.truth = truthModes[next % truthModes.length] ?? 'off'
  }
  return [
    {
      id: 'heatmap.toggle',
      group,
      title: t.heatmap,
      keys: ['H'],
      available,
      active: () => settings.values.heatmap,
      run: () => {
        settings.values.heatmap = !settings.values.heatmap
      }
    },
    {
      id: 'heatmap.thresholdDown',
      group,
      title: t.thresholdDown,
      keys: ['['],
      aliases: ['{'],
      available,
      run: threshold(-1)
    },
    {
      id: 'heatmap.thresholdUp',
      group,
      title: t.thresholdUp,
      keys: [']'],
      aliases: ['}'],
      available,
      run: threshold(1)
    },
    { id: 'heatmap.lessOpaque', group, title: t.lessOpaque, keys: [','], available, run: opacity(-1) },
    { id: 'heatmap.moreOpaque', group, title: t.moreOpaque, keys: ['.'], available, run: opacity(1) },
    {
      id: 'heatmap.truth',
      group,
      title: t.truth,
      keys: ['G'],
      available: () => available() && library.selected?.truth != null,
      active: () => settings.values.truth !== 'off',
      run: nextTruth
    },
    {
      id: 'heatmap.tissue',
      group,
      title: t.tissue,
      keys: ['T'],
      available: () => tissue.possible,
      active: () => tissue.shown,
      run: () => {
        tissue.shown = !tissue.shown
      }
    }
  ]
}
