/**
 * Probabilities of class 1 of the test patches, one a patch, as TensorFlow.js's plain operations in JavaScript give them.
 * Written by scripts/selftest.ts; a test computes them anew.
 */
export const expected: Readonly<Record<string, readonly number[]>> = {
  cnn: [0.7003154, 0.7327219, 0.8054719],
  'resnet-18': [0.5150607, 0.4907894, 0.5278307],
  'resnet-34': [0.5519497, 0.5580364, 0.5895039],
  'resnet-50': [0.3050504, 0.327117, 0.316079],
  lstm: [0.4337077, 0.4141649, 0.4388442],
  'lstm-attention': [0.4380465, 0.4358265, 0.4287382],
  'gru-attention': [0.5099942, 0.5057144, 0.4805317]
}
