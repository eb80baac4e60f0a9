import type { Context } from '../../context.ts'
import { relink } from '../../flows/slides/relink.ts'
import { describeSlide, getEntry, searchLibrary } from '../../slides/entries.ts'
import type { RoomHandlers } from '../serve.ts'

export function libraryHandlers(context: Context): RoomHandlers<'library'> {
  const { db, events } = context
  return {
    'library.search': search => searchLibrary(db, search),
    'library.get': ({ slideId }) => getEntry(db, slideId),
    'library.describe': ({ slideId, ...description }) => {
      const entry = describeSlide(db, slideId, description)
      events.emit({ type: 'library', entry })
      return entry
    },
    'library.relink': (request, signal) => relink(context, request, signal)
  }
}
