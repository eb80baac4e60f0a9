/**
 * Import rules between rooms; see "Rooms" in ARCHITECTURE.md. Each rule names a room and what it
 * must not import.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(contract|geometry|engine|demo|electron|evaluation|renderer|terminal|training|scripts|bench|test)/',
    pathNot: [from, ...allowed]
  }
})

/**
 * Folders of training/, each with those below it that it may import. A folder that is not named
 * here, commands/, may import all of them.
 */
const trainingFolders = {
  output: [],
  data: [],
  recipes: ['data'],
  trainer: ['data', 'recipes'],
  export: ['data', 'recipes', 'output'],
  calibration: ['data', 'export', 'baseline'],
  pipeline: ['data', 'recipes', 'trainer', 'export', 'calibration', 'output'],
  search: ['data', 'recipes', 'trainer', 'output'],
  baseline: ['data'],
  quality: ['data', 'output'],
  results: ['data', 'recipes', 'export', 'calibration', 'search', 'baseline', 'quality', 'output']
}

/**
 * Folders of engine/, each with those that it may import. The files at the top, engine.ts and
 * serialise.ts, join them.
 */
const engineFolders = {
  kernels: ['backends/backend.ts'],
  layers: ['kernels'],
  models: ['layers'],
  'model-folder': [],
  keras: ['model-folder'],
  onnx: ['model-folder'],
  quality: ['kernels'],
  'slide-calibration': ['model-folder'],
  backends: ['kernels'],
  explain: ['kernels', 'layers', 'model-folder'],
  selftest: ['backends/backend.ts', 'kernels', 'layers', 'models', 'serialise.ts'],
  network: [
    'backends/backend.ts',
    'explain',
    'keras',
    'layers',
    'model-folder',
    'selftest',
    'slide-calibration',
    'serialise.ts'
  ]
}

/** Folders of engine/kernels/; see its README.md. */
const kernelFolders = {
  wasm: [],
  attention: ['wasm'],
  recurrence: ['attention', 'wasm'],
  mean: ['calls.ts', 'attention', 'recurrence', 'wasm'],
  images: ['open.ts', 'wide.ts', 'wasm']
}

/** Folders of electron/worker/. */
const workerFolders = {
  slides: [],
  patches: ['slides'],
  inference: ['patches', 'slides'],
  models: ['inference', 'failure.ts'],
  rights: []
}

/** A rule that keeps a folder of a room to itself and the named parts of that room. */
const within = (room, folder, allowed) => ({
  name: `${room}-${folder}`,
  comment: `Inside ${room}/, ${folder}/ may import ${allowed.join(', ') || 'nothing else'}.`,
  severity: 'error',
  from: { path: `^${room}/${folder}/` },
  to: { path: `^${room}/`, pathNot: [folder, ...allowed].map(part => `^${room}/${part}(/|$)`) }
})

const hostRooms = [
  'db',
  'library',
  'slides',
  'tissue',
  'runs',
  'heatmap',
  'review',
  'exports',
  'workers',
  'models',
  'doctor',
  'engines'
]

/** Rooms of the page, from bottom to top: a room imports only from those before it. */
const pageRooms = ['bridge', 'ui', 'viewer', 'commands', 'core', 'stage', 'workspace', 'features', 'app']

/** What every room of the host may import: how files are written. */
const beneathRooms = ['^electron/host/files/', '^electron/host/db/(connection|errors|rows)\\.ts$']

module.exports = {
  forbidden: [
    ...pageRooms.map((room, place) => ({
      name: `page-room-${room}`,
      comment: 'Rooms of the page import downwards only; see renderer/README.md.',
      severity: 'error',
      from: { path: `^renderer/${room}/` },
      to: { path: `^renderer/(${pageRooms.slice(place + 1).join('|') || 'main'})` }
    })),
    {
      name: 'ui-knows-nothing',
      comment: 'Controls take what they show as properties; their own words come from texts.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^(renderer/(?!ui/|texts)|contract/|geometry/)' }
    },
    {
      name: 'features-know-no-workspace',
      comment: 'The workspace shows what features register; neither knows the other.',
      severity: 'error',
      from: { path: '^renderer/features/' },
      to: { path: '^renderer/workspace/' }
    },
    {
      name: 'features-through-their-index',
      comment: 'A feature may use what the index.ts of another one exports, and nothing inside it.',
      severity: 'error',
      from: { path: '^renderer/(features/[^/]+)/' },
      to: { path: '^renderer/features/[^/]+/', pathNot: '^renderer/($1/|features/[^/]+/index\\.ts$)' }
    },
    {
      name: 'app-only-registers',
      comment: 'The shell lists features and shows what they register.',
      severity: 'error',
      from: { path: '^renderer/app/', pathNot: '^renderer/app/features\\.ts$' },
      to: { path: '^renderer/features/' }
    },
    only('contract-imports-nothing', '^contract/', [], 'The contract is the bottom of everything.'),
    only(
      'geometry-imports-the-contract',
      '^geometry/',
      ['^contract/'],
      'Geometry is arithmetic on shapes, for page and host.'
    ),
    {
      name: 'geometry-imports-types-only',
      comment: 'Of the contract, geometry needs the shapes, not their validation.',
      severity: 'error',
      from: { path: '^geometry/' },
      to: { path: '^contract/', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'files-import-errors-only',
      comment: 'Files are read without knowing what they contain.',
      severity: 'error',
      from: { path: '^files/' },
      to: {
        path: '^(contract|geometry|engine|demo|electron|evaluation|renderer|terminal|training|scripts)/',
        pathNot: '^contract/errors\\.ts$'
      }
    },
    {
      name: 'files-of-node-programs',
      comment: 'Windows and the page read no files.',
      severity: 'error',
      from: { path: '^(contract|geometry|renderer|terminal|electron/(main|preload))/' },
      to: { path: '^files/' }
    },
    only('engine', '^engine/', ['^contract/'], 'The engine serves workers and training alike.'),
    only('demo', '^demo/', ['^contract/errors'], 'The demo slide is drawn without the program around it.'),
    only('main-only-windows', '^electron/main/', ['^contract/'], 'Main owns windows and hands over ports.'),
    only(
      'preload-is-a-bridge',
      '^electron/preload/',
      ['^contract/'],
      'The preload is the bridge, nothing else.'
    ),
    only(
      'page-knows-the-contract',
      '^renderer/',
      ['^contract/', '^geometry/'],
      'The page knows the contract and geometry, and nothing behind them.'
    ),
    only(
      'viewer',
      '^renderer/viewer/',
      ['^contract/', '^geometry/', '^renderer/bridge/'],
      'The viewer shows slides and layers; it knows no store, feature or text.'
    ),
    {
      name: 'results-import-the-contract',
      comment: 'What exports and reports say alike; for the host and its workers.',
      severity: 'error',
      from: { path: '^results/' },
      to: {
        path: '^(geometry|engine|demo|electron|evaluation|renderer|terminal|training|scripts|bench|test)/'
      }
    },
    only(
      'worker',
      '^electron/worker/',
      ['^contract/', '^demo/', '^engine/', '^evaluation/', '^geometry/'],
      'A worker reads, cuts, infers, evaluates, and computes what must not block the host.'
    ),
    only(
      'host',
      '^electron/host/',
      ['^contract/', '^geometry/'],
      'The host serves every entry point and knows none of them.'
    ),
    only(
      'entry-points',
      '^electron/(browser|cli)/',
      ['^contract/', '^terminal/', '^electron/host/', '^bench/engine/bench\\.ts$'],
      'An entry point knows the host. Measuring the engine is not the host’s task.'
    ),
    only(
      'terminal',
      '^terminal/',
      ['^contract/(errors|text/repair)'],
      'The framework of the command line knows no command.'
    ),
    only(
      'evaluation',
      '^evaluation/',
      ['^engine/', '^contract/'],
      'Workers and training share the evaluation of models.'
    ),
    only(
      'training',
      '^training/',
      ['^engine/', '^evaluation/', '^terminal/', '^contract/'],
      'Training uses the engine and its evaluation; its commands, the terminal. Nothing else.'
    ),
    ...Object.entries(trainingFolders).map(([folder, allowed]) => within('training', folder, allowed)),
    ...Object.entries(engineFolders).map(([folder, allowed]) => within('engine', folder, allowed)),
    ...Object.entries(kernelFolders).map(([folder, allowed]) => within('engine/kernels', folder, allowed)),
    ...Object.entries(workerFolders).map(([folder, allowed]) => within('electron/worker', folder, allowed)),
    only(
      'bench-of-the-engine',
      '^bench/engine/',
      ['^contract/', '^engine/'],
      'The terminal loads this bench: it must not bring the rest of the program.'
    ),
    only(
      'scripts-provide',
      '^scripts/provide/',
      ['^electron/worker/slides/openslide-library\\.ts$'],
      'What brings missing parts to a machine runs before anything else does.'
    ),
    only(
      'test-of-the-engine',
      '^test/engine/',
      ['^contract/', '^engine/', '^test/support/'],
      'The engine is tested without the program around it.'
    ),
    {
      name: 'tests-through-support',
      comment: 'What several tests share lies in test/support/; a test imports no other test.',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '\\.(test|spec)\\.ts$' }
    },
    within('evaluation', 'data', []),
    within('evaluation', 'metrics', ['data', 'random.ts']),
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { pathNot: ['^electron/main/', '^test/'] },
      to: { path: '^electron/main/' }
    },
    {
      name: 'page-without-zod',
      comment: 'zod probes eval, and is 60 kB that the page does not need: import types only.',
      severity: 'error',
      from: { path: '^(renderer|electron/preload)/' },
      to: {
        path: '^(node_modules/zod|contract/(calls/\\w+|calls|text/text|slides/(slide|library)|runs/run|review/(review|region)|models/(model|seen)|doctor|transport/events)\\.ts)',
        dependencyTypesNot: ['type-only']
      }
    },
    ...hostRooms.map(room => ({
      name: `host-room-${room}`,
      comment: 'Rooms of the host do not import each other; flows hand results on.',
      severity: 'error',
      from: { path: `^electron/host/${room}/` },
      to: { path: '^electron/host/', pathNot: [`^electron/host/${room}/`, ...beneathRooms] }
    })),
    {
      name: 'host-beneath-rooms',
      severity: 'error',
      from: { path: '^electron/host/files/' },
      to: { path: '^electron/host/', pathNot: '^electron/host/files/' }
    },
    {
      name: 'host-flows',
      comment: 'Flows use rooms. The server uses flows, never the other way round.',
      severity: 'error',
      from: { path: '^electron/host/flows/' },
      to: { path: '^electron/host/(server/|host|utility)' }
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(contract|geometry|files|engine|demo|electron|evaluation|renderer|terminal|training)/',
        pathNot: '\\.d\\.ts$|(^|/)main\\.ts$|\\.config\\.ts$'
      },
      to: {}
    },
    {
      name: 'not-unresolvable',
      comment: 'The unrolled blocks of the kernels are generated (scripts/kernels/unrolled.ts).',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^\\.{1,2}/unrolled$' }
    },
    {
      name: 'no-dev-dependencies-in-the-host',
      severity: 'error',
      from: { path: '^(contract|geometry|files|engine|demo|electron/(host|worker|browser|cli))/' },
      to: { dependencyTypes: ['npm-dev'] }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|models|docs)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default']
    }
  }
}
