import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

/** The same pieces, compressed as they come; nothing is read before somebody asks. */
export async function* gzip(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  const packed = createGzip()
  // A failure of the source destroys what is read here, and so reaches who reads.
  pipeline(Readable.from(gathered(pieces)), packed, () => {})
  yield* packed as AsyncIterable<Uint8Array>
}

const batch = 1 << 16

function* gathered(pieces: Iterable<string>): Generator<Buffer> {
  let waiting = ''
  for (const piece of pieces) {
    waiting += piece
    if (waiting.length < batch) continue
    yield Buffer.from(waiting)
    waiting = ''
  }
  yield Buffer.from(waiting)
}
