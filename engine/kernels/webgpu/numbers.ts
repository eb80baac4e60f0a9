/**
 * Functions included in every shader. WGSL's own tanh may overflow to NaN for large arguments on
 * some drivers.
 */
export const mathematics = /* wgsl */ `
fn sigmoid(x: vec4f) -> vec4f {
  return 1.0 / (1.0 + exp2(clamp(x * -1.442695041, vec4f(-126.0), vec4f(126.0))));
}
fn hyperbolic(x: vec4f) -> vec4f {
  return 1.0 - 2.0 / (1.0 + exp2(clamp(x * 2.885390082, vec4f(-126.0), vec4f(126.0))));
}
`
