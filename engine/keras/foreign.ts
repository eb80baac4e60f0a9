import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { firstBytes, readRegularText, requireFolder } from '../../files/regular.ts'
import { unsupported } from './model-json.ts'

/** Formats of other programs, by what a file begins with or is called. */
const inPython = (load: string) =>
  `Convert it in Python: tensorflowjs.converters.save_keras_model(${load}, FOLDER), then import FOLDER.`

/**
 * Throws a refusal that names the format of a file, or of the model in a folder without model.json,
 * and the way to convert it. Returns if it knows no such format.
 * @throws DuctalError model/unsupported; path/irregular for a pipe, a device and the like
 */
export async function refuseForeign(path: string): Promise<void> {
  const name = basename(path)
  const entry = await stat(path)
  if (entry.isFile()) {
    const way = await wayFrom(path)
    if (way) throw unsupported(`${name} is ${way}`)
    return
  }
  requireFolder(path, entry)
  const files = (await readdir(path)).sort()
  if (files.includes('config.json')) await refuseWsInfer(path)
  if (files.includes('saved_model.pb'))
    throw unsupported(
      `The folder ${name} is a TensorFlow SavedModel, which Ductal does not read. ${inPython(`keras.models.load_model("${name}")`)}`
    )
  for (const file of files) {
    // Broken links and pipes are no models.
    const found = await stat(join(path, file)).catch(() => undefined)
    const way = found?.isFile() ? await wayFrom(join(path, file)) : null
    if (way) throw unsupported(`The folder ${name} has no model.json. Its file ${file} is ${way}`)
  }
}

/** Returns what a file is and how to convert it, to follow “… is”; null if it is no known model. */
async function wayFrom(path: string): Promise<string | null> {
  const name = basename(path)
  const head = await firstBytes(path, 64)
  const text = head.toString('latin1')
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (extension === 'onnx')
    return `an ONNX model, which Ductal does not read. Convert it to Keras with “onnx2tf -i ${name} -oh5”, then in Python: tensorflowjs.converters.save_keras_model(model, FOLDER).`
  if (text.startsWith('\u0089HDF'))
    return `a Keras model in HDF5, which Ductal does not read directly. ${inPython(`keras.models.load_model("${name}")`)}`
  if (text.startsWith('PK') && (extension === 'keras' || text.includes('metadata.json')))
    return `a Keras archive, which Ductal does not read directly. ${inPython(`keras.models.load_model("${name}")`)}`
  if (['pt', 'pth', 'ckpt', 'safetensors', 'torchscript'].includes(extension))
    return 'a PyTorch model, which Ductal does not read. Build the same network in Keras, copy its weights, and save it with tensorflowjs.converters.save_keras_model(model, FOLDER).'
  if (text.slice(4, 8) === 'TFL3')
    return 'a TensorFlow Lite model, which has lost its layers. Convert the Keras model that it was made from with tensorflowjs.converters.save_keras_model(model, FOLDER).'
  return null
}

const mostConfigBytes = 2 ** 20

/** WSInfer's model zoo keeps TorchScript and a config.json with the scale and size of patches. */
async function refuseWsInfer(folder: string): Promise<void> {
  let config: { architecture?: unknown; patch_size_pixels?: unknown; spacing_um_px?: unknown }
  try {
    config = JSON.parse(await readRegularText(join(folder, 'config.json'), mostConfigBytes))
  } catch {
    return
  }
  const { architecture = 'network', patch_size_pixels: patch, spacing_um_px: mpp } = config
  if (typeof patch !== 'number' || typeof mpp !== 'number') return
  throw unsupported(
    `The folder ${basename(folder)} is a WSInfer model (${architecture} in PyTorch, patches of ${patch} pixels at ${mpp} µm). Ductal reads networks of Keras for 50 pixels at 4 µm: build and train the network so, and save it with tensorflowjs.converters.save_keras_model(model, FOLDER).`
  )
}
