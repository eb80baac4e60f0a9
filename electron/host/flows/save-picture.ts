import { DuctalError } from '../../../contract/errors.ts'
import type { Target, Written } from '../../../contract/files/target.ts'
import type { Context } from '../context.ts'
import { withText } from '../exports/picture.ts'

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/**
 * Saves a picture of the view that the page drew. A text marks it as Ductal's, so that a later
 * picture may replace it.
 * @throws DuctalError call/invalid if it is no PNG; export/…, disk/full
 */
export async function savePicture(
  { saving, version }: Pick<Context, 'saving' | 'version'>,
  { png, to }: { png: Uint8Array; to: Target }
): Promise<Written> {
  if (signature.compare(png, 0, signature.length) !== 0)
    throw new DuctalError('call/invalid', 'The call files.savePicture has an invalid value at png: no PNG.')
  const place = await saving.place({ to, extension: 'png', stem: 'view' })
  return place.file([withText(png, 'Description', JSON.stringify({ format: 'ductal-view', version }))])
}
