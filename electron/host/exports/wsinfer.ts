import { parse } from 'node:path'
import type { Pieces } from '../../../files/write.ts'
import { ringOf } from '../../../results/places.ts'
import { provenance } from '../../../results/provenance.ts'
import { classesOf, type Source } from '../../../results/source.ts'
import { identifierOf } from './features.ts'
import type { FolderFormat } from './format.ts'
import { tableOf } from './table.ts'

/**
 * Lists the files of WSInfer's results folder (wsinfer/cli/infer.py): a table and a GeoJSON file
 * named after the slide, and a file on the run that also contains Ductal's provenance.
 */
function wsinferFiles(source: Source, now: Date): [string, Pieces][] {
  const name = parse(source.slide.name).name.replace(/^\.+|[\\\p{Cc}]/gu, '') || 'slide'
  const stamp = now.toISOString().replace(/[:.]/g, '-')
  return [
    [`model-outputs-csv/${name}.csv`, tableOf(source, true)],
    [`model-outputs-geojson/${name}.geojson`, tilesOf(source)],
    [`run_metadata_${stamp}.json`, [`${JSON.stringify(metadataOf(source, now), null, 2)}\n`]]
  ]
}

/**
 * Yields locked tiles with their probabilities as measurements and without a class, as WSInfer
 * does.
 */
function* tilesOf(source: Source): Generator<string> {
  const { run, model, predictions } = source
  const [negative, positive] = classesOf(model).map(name => JSON.stringify(`prob_${name}`))
  const identify = identifierOf(source)
  yield '{"type":"FeatureCollection","features":['
  let separator = '\n'
  for (const { row, col, probability } of predictions) {
    yield `${separator}{"type":"Feature","id":"${identify(row, col)}",` +
      `"geometry":{"type":"Polygon","coordinates":[${ringOf(run.grid, row, col)}]},` +
      `"properties":{"isLocked":true,"measurements":{${negative}:${1 - probability},${positive}:${probability}},"objectType":"tile"}}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

function metadataOf(source: Source, now: Date) {
  const { model, version } = source
  return {
    model: {
      config: {
        spec_version: '1.0',
        architecture: model.architecture,
        num_classes: 2,
        class_names: classesOf(model),
        patch_size_pixels: model.patch,
        spacing_um_px: model.mpp,
        // WSInfer's transforms cannot express the resolution, scale and padding in Ductal's model
        // folder.
        transform: []
      },
      huggingface_location: null,
      path: null
    },
    runtime: { version: `Ductal ${version}`, git: null },
    timestamp: now.toISOString(),
    ductal: provenance(source)
  }
}

export const wsinfer: FolderFormat = {
  name: 'wsinfer',
  label: 'WSInfer: a folder with tables in WSInfer’s layout',
  files: wsinferFiles
}
