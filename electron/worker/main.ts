/**
 * A worker process. Loads its tasks only after it has given up the rights that they do not need.
 */
import { confine } from './rights/confine.ts'

confine()
void import('./serve.ts')
