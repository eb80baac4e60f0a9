/** Summary of several measurements of one quantity; `ductal bench` uses the same one. */
export { type Spread, spreadOf } from './engine/figures.ts'
