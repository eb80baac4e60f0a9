import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

/** Compresses pieces as a stream; reads nothing before the consumer asks. */
export async function* gzip(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  const packed = createGzip()
  // Source errors propagate through the pipeline to the consumer.
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
