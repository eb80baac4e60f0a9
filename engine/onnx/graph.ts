import { encode, type Message } from './protobuf.ts'

/** An attribute of a node. A number is a whole one unless it is wrapped as a float. */
type Attribute = number | string | readonly number[]

const floatType = 1
const intType = 7

/**
 * An ONNX graph under construction (field numbers from onnx.proto, operator set 17). Values have
 * names, which each method that adds a node returns.
 */
export class Graph {
  private readonly nodes: Uint8Array[] = []
  private readonly constants: Uint8Array[] = []
  private count = 0

  /** Adds a node with one output. */
  node(
    kind: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {}
  ): string {
    const [output = ''] = this.several(kind, inputs, 1, attributes)
    return output
  }

  several(
    kind: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {}
  ): string[] {
    const names = Array.from({ length: outputs }, () => `${kind}_${++this.count}`)
    this.nodes.push(
      encode([
        ...inputs.map(name => [1, name] as const),
        ...names.map(name => [2, name] as const),
        [4, kind],
        ...Object.entries(attributes).map(([name, value]) => [5, attribute(name, value)] as const)
      ])
    )
    return names
  }

  floats(shape: readonly number[], values: Float32Array): string {
    return this.constant([
      ...shape.map(edge => [1, edge] as const),
      [2, floatType],
      [9, littleEndian(values)]
    ])
  }

  wholes(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    return this.constant([
      [1, values.length],
      [2, intType],
      [9, bytes]
    ])
  }

  private constant(message: Message): string {
    const name = `constant_${++this.count}`
    this.constants.push(encode([...message, [8, name]]))
    return name
  }

  /** Returns a whole model. Its input and output are [batch, …]. */
  model(ends: {
    input: { name: string; shape: readonly number[] }
    output: { name: string; value: string; shape: readonly number[] }
    facts: Readonly<Record<string, string>>
    description: string
  }): Uint8Array {
    this.nodes.push(
      encode([
        [1, ends.output.value],
        [2, ends.output.name],
        [4, 'Identity']
      ])
    )
    const graph = encode([
      ...this.nodes.map(node => [1, node] as const),
      [2, 'ductal'],
      ...this.constants.map(constant => [5, constant] as const),
      [11, end(ends.input)],
      [12, end(ends.output)]
    ])
    return encode([
      [1, 8],
      [2, 'Ductal'],
      [6, ends.description],
      [7, graph],
      [8, encode([[2, 17]])],
      ...Object.entries(ends.facts).map(
        ([key, value]) =>
          [
            14,
            encode([
              [1, key],
              [2, value]
            ])
          ] as const
      )
    ])
  }
}

const littleEndian = (values: Float32Array) => new Uint8Array(values.slice().buffer)

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'number')
    return encode([
      [1, name],
      [3, value],
      [20, 2]
    ])
  if (typeof value === 'string')
    return encode([
      [1, name],
      [4, value],
      [20, 3]
    ])
  return encode([[1, name], ...value.map(item => [8, item] as const), [20, 7]])
}

/** A value of floats whose first dimension is the batch. */
function end({ name, shape }: { name: string; shape: readonly number[] }): Uint8Array {
  const dimensions = [encode([[2, 'batch']]), ...shape.map(edge => encode([[1, edge]]))]
  const tensor = encode([
    [1, floatType],
    [2, encode(dimensions.map(dimension => [1, dimension] as const))]
  ])
  return encode([
    [1, name],
    [2, encode([[1, tensor]])]
  ])
}
