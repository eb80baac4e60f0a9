/** The subset of ONNX's protobuf needed to write a network: onnx.proto3, fields by number. */

type Field = [number, number | string | Uint8Array | Field[]]

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

function encode(fields: Field[]): Uint8Array {
  const parts = fields.map(([number, value]) => {
    if (typeof value === 'number') return Buffer.from([...varint(number << 3), ...varint(value)])
    const bytes =
      typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : encode(value)
    return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes])
  })
  return Buffer.concat(parts)
}

/** Encodes an attribute's value and type. */
function attributeFields(value: number | number[] | string): Field[] {
  if (typeof value === 'number')
    return [
      [3, value],
      [20, 2]
    ]
  if (typeof value === 'string')
    return [
      [4, value],
      [20, 3]
    ]
  return [...value.map((item): Field => [8, item]), [20, 7]]
}

const floatType = 1
const integerType = 7

/** A graph written node by node; every name is a tensor. */
export class OnnxGraph {
  private readonly nodes: Field[] = []
  private readonly constants: Field[] = []
  private count = 0

  floats(values: Float32Array, shape: number[]): string {
    return this.constant(
      floatType,
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      shape
    )
  }

  integers(values: number[]): string {
    return this.constant(integerType, new Uint8Array(BigInt64Array.from(values, BigInt).buffer), [
      values.length
    ])
  }

  /**
   * Adds a node and returns its output's name. Attributes are integers, lists of them, or strings.
   */
  node(
    operation: string,
    inputs: string[],
    attributes: Record<string, number | number[] | string> = {}
  ): string {
    const output = `t${this.count++}`
    this.nodes.push([
      1,
      [
        ...inputs.map((name): Field => [1, name]),
        [2, output],
        [4, operation],
        ...Object.entries(attributes).map(
          ([name, value]): Field => [5, [[1, name], ...attributeFields(value)]]
        )
      ]
    ])
    return output
  }

  /** Returns the encoded model, with one float input and one float output. */
  model(input: string, inputShape: number[], output: string, outputShape: number[]): Uint8Array {
    const named = (name: string, shape: number[]): Field[] => [
      [1, name],
      [
        2,
        [
          [
            1,
            [
              [1, floatType],
              [2, shape.map((size): Field => [1, [[1, size]]])]
            ]
          ]
        ]
      ]
    ]
    const graph: Field[] = [
      ...this.nodes,
      [2, 'network'],
      ...this.constants,
      [11, named(input, inputShape)],
      [12, named(output, outputShape)]
    ]
    return encode([
      [1, 8],
      [8, [[2, 17]]],
      [7, graph]
    ])
  }

  private constant(type: number, bytes: Uint8Array, shape: number[]): string {
    const name = `c${this.count++}`
    this.constants.push([5, [...shape.map((size): Field => [1, size]), [2, type], [8, name], [9, bytes]]])
    return name
  }
}
