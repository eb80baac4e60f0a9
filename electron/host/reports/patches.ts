import { parse } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { PatchCounts, PatchesWritten } from '../../../contract/patches.ts'
import type { PatchLabel, Review } from '../../../contract/review.ts'
import { ahead } from './ahead.ts'
import { type Pieces, writeFolder } from './file.ts'
import { provenance } from './provenance.ts'
import type { Source } from './source.ts'

/** A patch with what a reviewer said of it. */
export interface ReviewedPatch {
  row: number
  col: number
  probability: number
  label: PatchLabel
  reviewer: string
}

export interface PatchesRequest extends Omit<Source, 'predictions'> {
  review: Review
  /** In order of row, then column. */
  labelled: Iterable<ReviewedPatch>
  /** The patch as the network saw it: PNG. A part of the slide that cannot be read throws slide/corrupt. */
  cut(place: { row: number; col: number }): Promise<Uint8Array>
  /** Whose slide it is, as the files shall name it; empty: as the slide is called. */
  patient: string
  /** Absolute path of a folder that is new or empty. */
  path: string
}

/** The published layout (Janowczyk and Madabhushi 2016): patches of 50×50 pixels at 4 µm per pixel. */
const published = { patch: 50, mpp: 4 }

/** Patches that are cut while others are written. */
const inAdvance = 6

/**
 * Writes a review's patches as a folder in the published layout, PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png, with manifest.json: the class is the
 * reviewer's. There is the whole folder, or none. Patches at the slide's edge are as the network saw them.
 * @throws DuctalError export/no-patches, run/bad-parameters, export/unwritable, disk/full, slide/…
 */
export async function exportPatches(request: PatchesRequest): Promise<PatchesWritten> {
  const { run, model, review, path } = request
  if (model.patch !== published.patch || model.mpp !== published.mpp)
    throw new DuctalError(
      'run/bad-parameters',
      `Analysis ${run.id} judged patches of ${model.patch} pixels at ${model.mpp} µm per pixel, and the published layout holds ${published.patch} at ${published.mpp}: review an analysis of another model.`
    )
  if (review.labels.positive + review.labels.negative === 0)
    throw new DuctalError(
      'export/no-patches',
      `No patch of run ${run.id} is labelled positive or negative: review some first.`
    )
  const counts: PatchCounts = {
    ...{ positive: 0, negative: 0, confirmed: 0, falsePositive: 0, falseNegative: 0 },
    ...{ unsure: review.labels.unsure, unreadable: 0 },
    unlabelled: run.patches - review.labels.positive - review.labels.negative - review.labels.unsure
  }
  const bytes = await writeFolder(path, filesOf(request, counts))
  return { path, bytes, patches: counts }
}

/** The patches one after the other, and then, when all is counted, the manifest. */
async function* filesOf(request: PatchesRequest, counts: PatchCounts): AsyncGenerator<[string, Pieces]> {
  const patient = patientOf(request)
  const unreadable: { row: number; col: number; message: string }[] = []
  const reviewers = new Map<string, number>()
  for await (const { patch, png, message } of ahead(decided(request.labelled), inAdvance, cutting(request))) {
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
      `None of the ${counts.unreadable} reviewed patches of ${request.slide.name} can be read.`
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

/** A file's name has no room for more than letters, digits, points and hyphens. */
function patientOf({ patient, slide }: PatchesRequest): string {
  const name = patient.trim() || (slide.kind === 'patches' ? slide.name : parse(slide.name).name)
  return name.replace(/[^\p{L}\p{N}.-]+/gu, '_').replace(/^\.+/, '') || 'patient'
}

/** Corners are counted from 1 in the published layout; a folder's own places are that already. */
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
    patch: { pixels: published.patch, mpp: published.mpp },
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
