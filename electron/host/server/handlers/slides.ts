import { urls } from '../../../../contract/transport/urls.ts'
import type { Context } from '../../context.ts'
import type { RunQueue } from '../../flows/runs/queue.ts'
import { withSameContent } from '../../flows/slides/identity.ts'
import { openPath } from '../../flows/slides/open.ts'
import { tissueOf } from '../../flows/slides/tissue.ts'
import { view } from '../../flows/view.ts'
import { leaveReview } from '../../review/remove.ts'
import { listRuns } from '../../runs/records.ts'
import { dismissWarning, getSlide, listSlides, removeSlide, setMpp } from '../../slides/records.ts'
import type { RoomHandlers } from '../serve.ts'

export function slidesHandlers(context: Context, queue: RunQueue): RoomHandlers<'slides'> {
  const { db, events } = context
  return {
    'slides.list': () => listSlides(db),
    'slides.open': ({ path, ...wishes }, signal, caller) => openPath(context, caller, path, wishes, signal),
    'slides.setMpp': ({ slideId, mpp }) => {
      const slide = setMpp(db, getSlide(db, slideId).id, mpp)
      events.emit({ type: 'slide', slide })
      return slide
    },
    'slides.dismiss': ({ slideId, warning, dismissed }) => {
      const slide = dismissWarning(db, slideId, warning, dismissed)
      events.emit({ type: 'slide', slide })
      return slide
    },
    'slides.remove': async ({ slideId }, _signal, caller) => {
      const runs = listRuns(db, slideId)
      for (const run of runs) await queue.cancel(run.id)
      db.transaction(() => {
        for (const run of runs) leaveReview(db, caller, run.id)
        removeSlide(db, slideId)
      }).immediate()
      events.emit({ type: 'slideRemoved', slideId })
    },
    'slides.tissue': async ({ slideId }, signal) => {
      const { width, height, cell, threshold } = await tissueOf(context, getSlide(db, slideId), signal)
      return { width, height, cell, threshold, url: urls.tissue(slideId) }
    },
    'slides.associated': async ({ slideId }, signal) => {
      const images = await withSameContent(context, slideId, signal, ({ slide: { path }, stamp }) =>
        view(context, 'associated', { path, stamp }, signal)
      )
      return images.map((image, index) => ({ ...image, url: urls.associated(slideId, index) }))
    }
  }
}
