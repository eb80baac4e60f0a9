import type { Context } from '../../context.ts'
import { announceClasses } from '../../flows/review/announce.ts'
import { addClass, listClasses, removeClass, updateClass } from '../../review/regions/classes.ts'
import type { RoomHandlers } from '../serve.ts'

export function classesHandlers(context: Pick<Context, 'db' | 'events'>): RoomHandlers<'classes'> {
  const { db } = context
  return {
    'classes.list': () => listClasses(db),
    'classes.add': description => {
      const added = addClass(db, description)
      announceClasses(context)
      return added
    },
    'classes.update': ({ classId, name, color }) => {
      const updated = updateClass(db, classId, { name, color })
      announceClasses(context)
      return updated
    },
    'classes.remove': ({ classId }) => {
      removeClass(db, classId)
      announceClasses(context)
    }
  }
}
