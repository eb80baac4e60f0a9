/** What several measurements of one thing come to; `ductal bench` counts by the same. */
export { type Spread, spreadOf } from './engine/figures.ts'
