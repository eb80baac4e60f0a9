/** A field of a protocol buffer: a whole number, a text, bytes or a message, or 32-bit floats. */
export type Value = number | string | Uint8Array | Float32Array

/** A message as numbered fields, in order. A repeated field occurs several times. */
export type Message = readonly (readonly [field: number, value: Value])[]

/** Encodes a message (https://protobuf.dev/programming-guides/encoding/). */
export function encode(message: Message): Uint8Array {
  return Buffer.concat(message.flatMap(([field, value]) => parts(field, value)))
}

function parts(field: number, value: Value): Uint8Array[] {
  if (typeof value === 'number') return [varint(field << 3), varint(value)]
  if (value instanceof Float32Array) {
    const bytes = new Uint8Array(value.slice().buffer)
    return [varint((field << 3) | 2), varint(bytes.length), bytes]
  }
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return [varint((field << 3) | 2), varint(bytes.length), bytes]
}

/** Seven bits per byte, lowest first. Negative numbers have 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 128 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}
