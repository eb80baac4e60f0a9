import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { RegionClass } from '../../../contract/review/region.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** The region classes, and the class of the next region. */
export const useClasses = defineStore('classes', () => {
  const host = useHost()
  const problems = useProblems()
  const all = shallowRef<RegionClass[]>([])
  const chosenId = ref(0)
  const offered = computed(() => all.value.filter(({ removed }) => !removed))
  const chosen = computed(() => offered.value.find(({ id }) => id === chosenId.value) ?? offered.value[0])

  const find = (id: number) => all.value.find(known => known.id === id)

  const guard = (work: () => Promise<unknown>) => problems.guard(texts.classes.title, work)
  const add = (name: string, color: string) => guard(() => host.call('classes.add', { name, color }))
  const update = (classId: number, change: { name?: string; color?: string }) =>
    guard(() => host.call('classes.update', { classId, ...change }))
  const remove = (classId: number) => guard(() => host.call('classes.remove', { classId }))

  host.onConnect(async () => {
    const list = await problems.guard(texts.classes.title, () => host.call('classes.list', undefined))
    if (list) all.value = list
  })
  host.onEvent(event => {
    if (event.type === 'classes') all.value = event.classes
  })

  return { all, offered, chosenId, chosen, find, add, update, remove }
})
