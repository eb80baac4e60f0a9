// Loaded before every script: the sources run without a build only on a Node that strips types.
const [major, minor] = process.versions.node.split('.').map(Number)
const strips = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)

if (!strips) {
  console.error(
    `Ductal needs Node 22.18 or newer; this is ${process.versions.node}. On Linux x64, run "npm ci" without --omit=optional, ` +
      'which includes Node 24. On other systems, install Node 24 from nodejs.org.'
  )
  process.exit(1)
}

// A terminal command takes a second or two, half of it for compilation, so the compiled code is
// cached. If it cannot be cached, this code stays silent.
const { homedir } = require('node:os')
const { join } = require('node:path')
require('node:module').enableCompileCache?.(
  process.env.NODE_COMPILE_CACHE ??
    join(process.env.DUCTAL_CACHE ?? join(homedir(), '.cache', 'ductal'), 'compiled')
)
