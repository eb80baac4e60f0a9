import { parse } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { PatchLabel, Review } from '../../../contract/review/review.ts'
import type { PatchCounts, PatchesWritten } from '../../../contract/slides/patches.ts'
import { publishedLayout } from '../../../contract/slides/published-layout.ts'
import type { Pieces } from '../../../files/write.ts'
import { provenance } from '../../../results/provenance.ts'
import type { Source } from '../../../results/source.ts'
import type { Destination } from '../files/saving.ts'
import { prefetch } from './prefetch.ts'

/** A patch with its reviewer's label. */
export interface ReviewedPatch {
  row: number
  col: number
  probability: number
  label: PatchLabel
  reviewer: string
}

export interface PatchesRequest extends Omit<Source, 'predictions'> {
  review: Review
  /** Ordered by row, then column. */
  labelled: Iterable<ReviewedPatch>
  /**
   * Returns the patch as the network saw it, as PNG.
   * @throws DuctalError slide/corrupt if that part of the slide cannot be read
   */
  cut(place: { row: number; col: number }): Promise<Uint8Array>
  /** Patient name to use in the file names; when empty, the slide's name. */
  patient: string
  /** A new or empty folder. */
  to: Destination
}

/** Number of patches to cut while others are written. */
const inAdvance = 6

/**
 * Writes a review's patches as a folder in the published layout,
 * PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png, with manifest.json. The class is the reviewer's
 * label. Writes the whole folder or nothing. Patches at the slide's edge are as the network saw
 * them.
 * @throws DuctalError export/…, run/bad-parameters, disk/full, slide/…
 */
export async function exportPatches(request: PatchesRequest): Promise<PatchesWritten> {
  const { run, model, review, to } = request
  if (model.patch !== publishedLayout.patch || model.mpp !== publishedLayout.mpp)
    throw new DuctalError(
      'run/bad-parameters',
      `Analysis ${run.id} used patches of ${model.patch} pixels at ${model.mpp} µm per pixel, but the published layout needs ${publishedLayout.patch} pixels at ${publishedLayout.mpp}. Review an analysis by another model.`
    )
  if (review.labels.positive + review.labels.negative === 0)
    throw new DuctalError(
      'export/no-patches',
      `Analysis ${run.id} has no patch labelled IDC or not IDC. Label some patches first.`
    )
  const counts: PatchCounts = {
    ...{ positive: 0, negative: 0, confirmed: 0, falsePositive: 0, falseNegative: 0 },
    ...{ unsure: review.labels.unsure, unreadable: 0 },
    unlabelled: run.patches - review.labels.positive - review.labels.negative - review.labels.unsure
  }
  const written = await to.folder(filesOf(request, counts))
  return { ...written, patches: counts }
}

/** Yields the patches one by one, and the manifest last, once all are counted. */
async function* filesOf(request: PatchesRequest, counts: PatchCounts): AsyncGenerator<[string, Pieces]> {
  const patient = patientOf(request)
  const unreadable: { row: number; col: number; message: string }[] = []
  const reviewers = new Map<string, number>()
  for await (const { patch, png, message } of prefetch(
    decided(request.labelled),
    inAdvance,
    cutting(request)
  )) {
    if (!png) {
      unreadable.push({ row: patch.row, col: patch.col, message })
      counts.unreadable++
      continue
    }
    count(counts, patch, request.review.threshold)
    reviewers.set(patch.reviewer, (reviewers.get(patch.reviewer) ?? 0) + 1)
    yield [nameOf(request, patient, patch), [png]]
  }
  if (counts.positive + counts.negative === 0)
    throw new DuctalError(
      'slide/corrupt',
      `None of the ${counts.unreadable} reviewed patches of ${request.slide.name} can be read. Copy the slide again from its source.`
    )
  yield ['manifest.json', [manifestOf(request, patient, counts, reviewers, unreadable)]]
}

function* decided(labelled: Iterable<ReviewedPatch>): Generator<ReviewedPatch> {
  for (const patch of labelled) if (patch.label !== 'unsure') yield patch
}

const cutting = (request: PatchesRequest) => async (patch: ReviewedPatch) => {
  try {
    return { patch, png: await request.cut(patch), message: '' }
  } catch (error) {
    if (!(error instanceof DuctalError) || error.code !== 'slide/corrupt') throw error
    return { patch, png: null, message: error.message }
  }
}

function count(counts: PatchCounts, { label, probability }: ReviewedPatch, threshold: number): void {
  const positive = label === 'positive'
  counts[positive ? 'positive' : 'negative']++
  if (positive === probability >= threshold) counts.confirmed++
  else counts[positive ? 'falseNegative' : 'falsePositive']++
}

/** Restricts the name to letters, digits, points and hyphens, for use in file names. */
function patientOf({ patient, slide }: PatchesRequest): string {
  const name = patient.trim() || (slide.kind === 'patches' ? slide.name : parse(slide.name).name)
  return name.replace(/[^\p{L}\p{N}.-]+/gu, '_').replace(/^\.+/, '') || 'patient'
}

/** The published layout counts corners from 1; positions in a patch folder already do. */
function nameOf({ run, model, slide }: PatchesRequest, patient: string, { row, col, label }: ReviewedPatch) {
  const { originX, originY, stride } = run.grid
  const scale = model.mpp / run.mpp
  const first = slide.kind === 'patches' ? 0 : 1
  const place = (level0: number) => Math.round(level0 / scale) + first
  const kind = label === 'positive' ? 1 : 0
  return `${patient}/${kind}/${patient}_idx5_x${place(originX + col * stride)}_y${place(originY + row * stride)}_class${kind}.png`
}

function manifestOf(
  request: PatchesRequest,
  patient: string,
  patches: PatchCounts,
  reviewers: Map<string, number>,
  unreadable: object[]
): string {
  const { state, threshold, sequence, hash, signature } = request.review
  const manifest = {
    ...provenance(request),
    format: 'ductal-patches',
    patient,
    patch: { pixels: publishedLayout.patch, mpp: publishedLayout.mpp },
    review: {
      state,
      threshold,
      sequence,
      hash,
      signedBy: signature?.reviewer.name ?? null,
      reviewers: [...reviewers].map(([name, patches]) => ({ name, patches }))
    },
    patches,
    unreadable
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
