import type { QualityClass } from '../../contract/quality.ts'
import { checkedEdge } from '../../engine/quality/features.ts'
import {
  blurred,
  doubled,
  doubledWithDetail,
  doubledWithTexture,
  downwards,
  halved,
  type Maker,
  type Recipe,
  upwards
} from './alterations.ts'
import { drawPen, pens } from './pen.ts'
import { recoloured, recolourings } from './recolour.ts'
import { type Kernel, point } from './resample.ts'
import { realTrial } from './samples.ts'

/** Combines four adjacent patches of a slide at half scale. */
const halfScale =
  (kernel: Kernel): Maker =>
  ({ cut }) => {
    const square = cut(0, 0, 2 * checkedEdge)
    return square && halved(square, kernel)
  }

const doubleScale =
  (kernel: Kernel): Maker =>
  ({ patch }, random) =>
    doubled(patch, kernel, random)

const trial = (name: string, kind: QualityClass, make: Maker): Recipe => ({ name, kind, make })

/** Trials for measuring the rates, each with the class to be flagged. */
export const trialRecipes: readonly Recipe[] = [
  trial(realTrial, 'fine', ({ patch }) => patch),
  ...[...downwards, point].map(kernel => trial(`half scale, ${kernel.name}`, 'coarser', halfScale(kernel))),
  ...upwards.map(kernel => trial(`double scale, ${kernel.name}`, 'finer', doubleScale(kernel))),
  trial('double scale, detail', 'finer', doubledWithDetail),
  trial('double scale, texture', 'finer', doubledWithTexture),
  ...[1, 1.5, 2, 3, 4].map(deviation =>
    trial(`blur ${deviation}`, 'blur', ({ patch }) => blurred(patch, deviation))
  ),
  ...recolourings.map(name => trial(name, 'colour', ({ patch }, random) => recoloured(name, patch, random))),
  ...pens.map(name => trial(`${name} pen`, 'pen', ({ patch }, random) => drawPen(patch, name, random)))
]

export const trialNames: readonly string[] = trialRecipes.map(({ name }) => name)
