/**
 * Probabilities of class 1, one per test patch, computed with TensorFlow.js's plain operations in
 * JavaScript. Written by scripts/generate/selftest.ts; a test recomputes them.
 */
export const expected: Readonly<Record<string, readonly number[]>> = {
  cnn: [0.5826651, 0.6304643, 0.6817358],
  'resnet-18': [0.4900308, 0.488503, 0.482512],
  'resnet-34': [0.5690849, 0.561134, 0.575035],
  'resnet-50': [0.3027658, 0.3217145, 0.3264935],
  lstm: [0.4103275, 0.4018049, 0.4067669],
  'lstm-attention': [0.4342139, 0.4393968, 0.4354521],
  'gru-attention': [0.4710229, 0.4796882, 0.4605471],
  'conv-gru-attention': [0.3476665, 0.337161, 0.3496886]
}
