import { Destination } from '../../electron/host/files/saving.ts'
import { placeAt } from '../../files/place.ts'

/** A place for a file of a format, or for a folder, as if a user had chosen the path. */
export async function destination(path: string, extension: string | null): Promise<Destination> {
  const place = await placeAt(path, { extension, overwrite: true }, { folders: [], slides: () => [] })
  return new Destination(place, undefined, bytes => ({ path: place.path, bytes, download: null }))
}
