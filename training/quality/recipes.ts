import type { QualityClass } from '../../contract/runs/quality.ts'
import { checkedEdge } from '../../engine/quality/features.ts'
import { between } from '../../evaluation/random.ts'
import {
  blurred,
  doubled,
  doubledWithDetail,
  doubledWithTexture,
  downwards,
  halved,
  type Maker,
  pick,
  type Recipe,
  upwards
} from './alterations.ts'
import { lookalikes, withLookalike } from './lookalikes.ts'
import { drawPen, pens } from './pen.ts'
import { recoloured, recolourings } from './recolour.ts'
import { area, type Kernel, point } from './resample.ts'
import { realTrial } from './samples.ts'
import { squareAround, varied } from './variation.ts'

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

const trial = (name: string, kind: QualityClass, make: Maker) => ({ name, kind, make })
/** The number of a trial that was removed. */
const removed = 8

/** Trials for measuring the rates, each with the class to be flagged. */
export const trialRecipes: readonly Recipe[] = [
  trial(realTrial, 'fine', ({ patch }) => patch),
  ...lookalikes.map(name => trial(name, 'fine', ({ patch }, random) => withLookalike(name, patch, random))),
  ...[...downwards, point].map(kernel => trial(`half scale, ${kernel.name}`, 'coarser', halfScale(kernel))),
  ...upwards.map(kernel => trial(`double scale, ${kernel.name}`, 'finer', doubleScale(kernel))),
  trial('double scale, detail', 'finer', doubledWithDetail),
  trial('double scale, texture', 'finer', doubledWithTexture),
  ...[1, 1.5, 2, 3, 4].map(deviation =>
    trial(`blur ${deviation}`, 'blur', ({ patch }) => blurred(patch, deviation))
  ),
  ...recolourings.map(name => trial(name, 'colour', ({ patch }, random) => recoloured(name, patch, random))),
  ...pens.map(name => trial(`${name} pen`, 'pen', ({ patch }, random) => drawPen(patch, name, random)))
].map((recipe, i) => ({ ...recipe, number: i < removed ? i : i + 1 }))

export const trialNames: readonly string[] = trialRecipes.map(({ name }) => name)

const lessonAtHalfScale =
  (kernels: readonly Kernel[]): Maker =>
  (source, random) => {
    const square = squareAround(source, 2 * checkedEdge, random)
    return square && varied(halved(square, pick(kernels, random)), random)
  }

const anywhere: Maker = (source, random) =>
  varied(squareAround(source, checkedEdge, random) ?? source.patch, random)
const onGrid: Maker = ({ patch }, random) => varied(patch, random)
const anyColour: Maker = ({ patch }, random) =>
  recoloured(pick(recolourings, random), varied(patch, random), random)
const anyPen: Maker = ({ patch }, random) => drawPen(varied(patch, random), pick(pens, random), random)

const anyLookalike: Maker = ({ patch }, random) =>
  varied(withLookalike(pick(lookalikes, random), patch, random), random)
const lesson = (number: number, kind: QualityClass, make: Maker): Recipe => ({
  name: kind,
  number,
  kind,
  make
})

/** Random training samples of each class, ranging from milder to worse than the trials. */
export const lessonRecipes: readonly Recipe[] = [
  lesson(0, 'fine', anywhere),
  lesson(1, 'fine', anywhere),
  lesson(2, 'fine', onGrid),
  lesson(4, 'fine', anyLookalike),
  lesson(7, 'coarser', lessonAtHalfScale([area])),
  lesson(8, 'coarser', lessonAtHalfScale(downwards)),
  lesson(9, 'coarser', lessonAtHalfScale([point, ...downwards])),
  lesson(10, 'coarser', lessonAtHalfScale([area, point])),
  lesson(11, 'finer', ({ patch }, random) => varied(doubled(patch, pick(upwards, random), random), random)),
  lesson(12, 'finer', (source, random) => varied(doubledWithDetail(source, random), random)),
  lesson(13, 'finer', (source, random) => varied(doubledWithTexture(source, random), random)),
  lesson(14, 'colour', anyColour),
  lesson(15, 'colour', anyColour),
  lesson(16, 'blur', ({ patch }, random) => varied(blurred(patch, between(random, 1, 5)), random)),
  lesson(17, 'pen', anyPen),
  lesson(18, 'pen', anyPen)
]
