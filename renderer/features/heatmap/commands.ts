import type { Command } from '../../commands/command.ts'
import { useRuns } from '../../core/runs.ts'
import { poolings, truthModes, useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { useStage } from '../../stage/stage.ts'
import { texts } from '../../texts.ts'
import { colorMapNames } from '../../viewer/raster/colors.ts'
import { belowChoices } from '../../viewer/raster/raster.ts'
import { useAgreement } from './agreement.ts'
import { useComparison } from './comparison.ts'

/** Removes floating-point noise and clamps the value to 0–1. */
const unit = (value: number) => Math.min(1, Math.max(0, Number(value.toFixed(3))))

/** Returns the next choice, wrapping around at the end. */
const after = <T>(choices: readonly T[], present: T): T =>
  choices[(choices.indexOf(present) + 1) % choices.length] ?? present

/** Commands for the layers over the slide. */
export function heatmapCommands(): Command[] {
  const settings = useSettings()
  const runs = useRuns()
  const slides = useSlides()
  const compare = useComparison()
  const agreement = useAgreement()
  const stage = useStage()
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
    const choices = truthModes.filter(mode => mode !== 'outline' || slides.selected?.truth)
    settings.values.truth = after(choices, settings.values.truth)
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
      id: 'heatmap.thresholdReset',
      group,
      title: t.thresholdReset,
      keys: ['Shift+N'],
      available,
      run: () => {
        runs.threshold = runs.current?.parameters.threshold ?? runs.threshold
      }
    },
    {
      id: 'heatmap.below',
      group,
      title: t.below,
      keys: ['Shift+B'],
      available,
      run: () => {
        settings.values.below = after(belowChoices, settings.values.below)
      }
    },
    {
      id: 'heatmap.map',
      group,
      title: t.map,
      keys: ['Shift+V'],
      available,
      run: () => {
        settings.values.map = after(colorMapNames, settings.values.map)
      }
    },
    {
      id: 'heatmap.smooth',
      group,
      title: t.smooth,
      keys: ['Shift+J'],
      available,
      active: () => settings.values.smooth,
      run: () => {
        settings.values.smooth = !settings.values.smooth
      }
    },
    {
      id: 'heatmap.pooling',
      group,
      title: t.pooling,
      keys: ['Shift+O'],
      available,
      run: () => {
        settings.values.pooling = after(poolings, settings.values.pooling)
      }
    },
    {
      id: 'heatmap.lens',
      group,
      title: t.lens,
      keys: ['I'],
      available,
      active: () => settings.values.lens,
      run: () => {
        settings.values.lens = !settings.values.lens
      }
    },
    {
      id: 'heatmap.bare',
      group,
      title: t.bare,
      keys: ['J'],
      available: () => stage.main !== undefined,
      run: () => {
        stage.bare = true
      },
      release: () => {
        stage.bare = false
      },
      keysOnly: true
    },
    {
      id: 'heatmap.difference',
      group,
      title: t.difference,
      keys: ['Shift+D'],
      available: () => compare.canDiffer,
      active: () => compare.mode === 'difference',
      run: () => {
        compare.mode = compare.mode === 'difference' ? 'off' : 'difference'
      }
    },
    {
      id: 'heatmap.truth',
      group,
      title: t.truth,
      keys: ['G'],
      available: () => available() && agreement.possible,
      active: () => settings.values.truth !== 'off',
      run: nextTruth
    }
  ]
}
