import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { Run, StartRun } from '../../contract/runs/run.ts'
import { texts } from '../texts.ts'
import { useHost } from './host.ts'
import { useProblems } from './problems.ts'
import { isActive } from './run-state.ts'
import { scopeOf } from './scope.ts'
import { useSettings } from './settings.ts'
import { useSlides } from './slides.ts'

/** The runs of all slides, and the run shown for each slide. */
export const useRuns = defineStore('runs', () => {
  const host = useHost()
  const slides = useSlides()
  const problems = useProblems()
  const runs = shallowRef<Run[]>([])
  const settings = useSettings()
  const { run: last } = settings.values
  /** The analysis chosen for each slide; after a reload, the one that was on screen. */
  const chosen = reactive(new Map<number, number>([[last.slideId, last.id]]))
  const loaded = ref(false)
  const starting = ref(false)
  /** Runs that were asked to stop but have not stopped yet. */
  const stopping = reactive(new Set<number>())
  /** Change counter per run; incremented when the run's grid has changed. */
  const changes = reactive(new Map<number, number>())
  /** Display threshold per run; the run's own threshold never changes. */
  const viewThresholds = reactive(new Map<number, number>())

  const bySlide = computed(() => {
    const groups = new Map<number, Run[]>()
    for (const run of [...runs.value].sort((a, b) => b.id - a.id))
      groups.set(run.slideId, [...(groups.get(run.slideId) ?? []), run])
    return groups
  })
  /** Newest first. */
  const ofSlide = (slideId: number): readonly Run[] => bySlide.value.get(slideId) ?? []
  /** None for a slide whose file has other content now: its results belong to another picture. */
  const ofSelected = computed(() =>
    slides.selected && !slides.selected.changed ? ofSlide(slides.selected.id) : []
  )
  const current = computed(
    () => ofSelected.value.find(run => run.id === chosen.get(run.slideId)) ?? ofSelected.value[0]
  )
  /** Work for the run on screen. */
  const onScreen = scopeOf(() => current.value?.id)
  const threshold = computed({
    get: () => (current.value ? thresholdOf(current.value) : 0.5),
    set: value => current.value && viewThresholds.set(current.value.id, value)
  })
  const thresholdOf = (run: Run) => viewThresholds.get(run.id) ?? run.parameters.threshold

  function keep(run: Run): void {
    const known = runs.value.some(({ id }) => id === run.id)
    runs.value = known ? runs.value.map(old => (old.id === run.id ? run : old)) : [...runs.value, run]
    if (!isActive(run.status)) changes.set(run.id, (changes.get(run.id) ?? 0) + 1)
  }

  const choose = (run: Run) => chosen.set(run.slideId, run.id)
  watch(current, run => {
    if (run) settings.values.run = { slideId: run.slideId, id: run.id }
  })

  /** Starts a run and shows it. */
  async function start(request: StartRun, signal: AbortSignal): Promise<Run | undefined> {
    starting.value = true
    const run = await problems.guard(texts.analysis.title, () => host.call('runs.start', request, signal))
    starting.value = false
    if (run) {
      keep(run)
      choose(run)
    }
    return run
  }

  async function resume(run: Run): Promise<void> {
    const next = await problems.guard(texts.run.name(run.id), () =>
      host.call('runs.resume', { runId: run.id })
    )
    if (next) keep(next)
  }

  async function cancel(run: Run): Promise<void> {
    stopping.add(run.id)
    const next = await problems.guard(texts.run.name(run.id), () =>
      host.call('runs.cancel', { runId: run.id })
    )
    stopping.delete(run.id)
    if (next) keep(next)
  }

  async function remove(run: Run): Promise<void> {
    const gone = await problems.guard(texts.run.name(run.id), async () => {
      await host.call('runs.remove', { runId: run.id })
      return true
    })
    if (gone) runs.value = runs.value.filter(({ id }) => id !== run.id)
  }

  host.onConnect(async () => {
    const list = await problems.guard(texts.run.title, () => host.call('runs.list', {}))
    if (!list) return
    runs.value = list
    loaded.value = true
    for (const run of list) changes.set(run.id, (changes.get(run.id) ?? 0) + 1)
  })
  host.onEvent(event => {
    if (event.type === 'run') keep(event.run)
    else if (event.type === 'tile') changes.set(event.runId, (changes.get(event.runId) ?? 0) + 1)
    else if (event.type === 'slideRemoved')
      runs.value = runs.value.filter(run => run.slideId !== event.slideId)
  })

  return {
    runs,
    loaded,
    starting,
    stopping,
    changes,
    ofSlide,
    ofSelected,
    current,
    onScreen,
    threshold,
    thresholdOf,
    choose,
    start,
    resume,
    cancel,
    remove
  }
})
