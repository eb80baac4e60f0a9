import { defineStore } from 'pinia'
import { reactive, ref, shallowRef } from 'vue'
import type { Comment } from '../../../contract/review/review.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { texts } from '../../texts.ts'
import { useReview } from './review.ts'

/** Subject of a comment: a region, a patch, or the slide if neither is given. */
export interface About {
  regionId?: string
  patch?: { row: number; col: number }
}

export const isAbout = (about: About, { regionId, patch }: Pick<Comment, 'regionId' | 'patch'>): boolean =>
  (about.regionId ?? null) === regionId &&
  (about.patch === undefined || (about.patch.row === patch?.row && about.patch.col === patch.col))

/** A comment that is not saved yet. */
export interface Draft {
  about: About
  text: string
}

/** Comments on the run on screen, on its regions and patches and on the slide, oldest first. */
export const useComments = defineStore('comments', () => {
  const host = useHost()
  const runs = useRuns()
  const review = useReview()
  const problems = useProblems()
  const all = shallowRef<Comment[]>([])
  const drafts = shallowRef<Draft[]>([])
  /** Unsent text by its subject, so that looking at another patch loses nothing. */
  const begun = reactive(new Map<string, string>())
  /** Whether the user wants to write a comment; the visible input then takes the keyboard focus. */
  const wanted = ref(false)
  /** Number of comment lists on screen. */
  const lists = ref(0)
  const t = texts.comments

  async function read(): Promise<void> {
    const runId = runs.current?.id
    if (runId === undefined) return
    await problems.guard(t.title, () =>
      runs.onScreen.run(
        signal => host.call('review.comments', { runId }, signal),
        found => {
          all.value = found
        }
      )
    )
  }

  /** @returns false if the comment was not queued for saving */
  async function add(text: string, about: About): Promise<boolean> {
    const runId = runs.current?.id
    if (runId === undefined) return false
    const draft = { about, text }
    const withdraw = () => {
      drafts.value = drafts.value.filter(other => other !== draft)
    }
    const show = runs.onScreen.landing((comment: Comment) => {
      if (!all.value.some(({ id }) => id === comment.id)) all.value = [...all.value, comment]
    })
    return review.change({
      about: t.about(text),
      show() {
        drafts.value = [...drafts.value, draft]
      },
      async work() {
        const comment = await host.call('review.comment', { runId, text, ...about })
        withdraw()
        show(comment)
      },
      withdraw
    })
  }

  /** @param text null deletes the comment */
  const edit = ({ id, runId, text: before }: Comment, text: string | null): Promise<boolean> =>
    review.change({
      about: t.about(text ?? before),
      show() {},
      work: () => host.call('review.editComment', { runId, commentId: id, text }),
      withdraw() {}
    })

  runs.onScreen.each(() => {
    all.value = []
    void read()
  })
  host.onConnect(read)
  host.onEvent(event => {
    if (event.type === 'comments' && event.runId === runs.current?.id) void read()
  })

  return { all, drafts, begun, wanted, lists, add, edit }
})
