import type { ModelForm } from './model.ts'

/**
 * Mean and deviation of ImageNet's channels, on levels 0–255, which many networks are trained with
 * (.485, .456, .406 and .229, .224, .225 on levels 0–1).
 */
export const imagenetNormalisation: ModelForm['normalisation'] = {
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375]
}
