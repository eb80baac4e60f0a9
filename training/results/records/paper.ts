import type { PaperSystemName } from '../../recipes/systems.ts'

export interface Published {
  accuracy: number
  precision: number
  recall: number
  f1: number
}

/**
 * Table I of Biswas, Al Nazi and Abir, "Invasive Ductal Carcinoma Detection by A Gated Recurrent
 * Unit Network with Self Attention".
 */
export const published: Record<PaperSystemName, Published> = {
  cnn: { accuracy: 0.73, precision: 0.52, recall: 0.73, f1: 0.61 },
  'resnet-18': { accuracy: 0.79, precision: 0.81, recall: 0.79, f1: 0.8 },
  'resnet-34': { accuracy: 0.77, precision: 0.75, recall: 0.77, f1: 0.76 },
  'resnet-50': { accuracy: 0.73, precision: 0.68, recall: 0.73, f1: 0.7 },
  lstm: { accuracy: 0.82, precision: 0.81, recall: 0.82, f1: 0.81 },
  'lstm-attention': { accuracy: 0.85, precision: 0.84, recall: 0.85, f1: 0.84 },
  'gru-attention': { accuracy: 0.86, precision: 0.87, recall: 0.86, f1: 0.86 }
}
