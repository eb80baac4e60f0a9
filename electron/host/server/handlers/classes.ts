import type { Context } from '../../context.ts'
import { announceClasses } from '../../flows/review/announce.ts'
import { addClass, listClasses, removeClass, updateClass } from '../../review/regions/classes.ts'
import type { RoomHandlers } from '../serve.ts'

export function classesHandlers(context: Pick<Context, 'db' | 'events'>): RoomHandlers<'classes'> {
  const { db } = context
  return {
    'classes.list': () => listClasses(db),
    'classes.add': (description, _signal, caller) => {
      const added = addClass(db, caller, description)
      announceClasses(context)
      return added
    },
    'classes.update': ({ classId, name, color }, _signal, caller) => {
      const updated = updateClass(db, caller, classId, { name, color })
      announceClasses(context)
      return updated
    },
    'classes.remove': ({ classId }, _signal, caller) => {
      removeClass(db, caller, classId)
      announceClasses(context)
    }
  }
}
