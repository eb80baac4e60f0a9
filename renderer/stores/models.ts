import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ModelSummary } from '../../contract/model.ts'
import { texts } from '../texts.ts'
import { useHost } from './host.ts'
import { useProblems } from './problems.ts'

/** The networks that are installed. */
export const useModels = defineStore('models', () => {
  const host = useHost()
  const problems = useProblems()
  const models = shallowRef<ModelSummary[]>([])
  const usable = computed(() => models.value.filter(model => model.failure === null))

  const find = (name: string) => models.value.find(model => model.name === name)

  host.onConnect(async () => {
    const list = await problems.guard(texts.model.title, () => host.call('models.list', undefined))
    if (list) models.value = list
  })

  return { models, usable, find }
})
