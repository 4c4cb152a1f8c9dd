/** The arrows of the architecture. Types count: a layer that names another's types depends on it. */
const rooms = ['store', 'transform', 'runtime', 'monitor'];
const anyRoom = `^src/(${rooms.join('|')})/`;
/** The worker's side of `worker/`; what else lies there is the page's. */
const workerSide = '^src/worker/(host|entry|scope)';
/** What an application's service worker imports. */
const serviceWorker = '^src/service-worker[/.]';
const npm = 'node_modules/';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const only = (folder, ...allowed) => ({ path: '.', pathNot: [folder, ...allowed] });

module.exports = {
  forbidden: [
    rule('no-circular', 'Arrows point one way.', {}, { circular: true }),
    rule('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),

    ...rooms.map((room) =>
      rule(
        `${room}-alone`,
        `${room}/ meets the others only in model/: it imports itself, model/, errors.ts and packages.`,
        { path: `^src/${room}/` },
        only(`^src/${room}/`, '^src/model/', '^src/errors\\.ts$', npm),
      ),
    ),
    rule(
      'model-pure',
      'model/ is what the browser and the CLI share: no DOM, no TF.js, no Node.',
      { path: '^src/model/' },
      only('^src/model/', '^src/errors\\.ts$', `${npm}@noble/(hashes|ed25519)/`),
    ),
    rule(
      'choice-pure',
      'choice/ decides over facts that it is handed, on the page and in a worker: no browser, no TF.js.',
      { path: '^src/choice/' },
      only('^src/choice/', '^src/model/', '^src/errors\\.ts$'),
    ),
    rule(
      'device-alone',
      'device/ asks the browser, and needs nobody for it.',
      { path: '^src/device/' },
      only('^src/device/', '^src/model/', '^src/errors\\.ts$'),
    ),
    rule(
      'choice-and-device-for',
      'Page and host alone choose and inspect: the rooms are told what was chosen.',
      {
        path: '^src/',
        pathNot: ['^src/(choice|device|page)/', '^src/worker/(host|protocol)', '^src/index\\.ts$', serviceWorker],
      },
      { path: '^src/(choice|device)/' },
    ),
    rule(
      'service-worker-alone',
      'The service worker fills the store and asks what the device can do; beside that it is Workbox.',
      { path: serviceWorker },
      only(
        serviceWorker,
        '^src/(store|model)/',
        '^src/device/wasm\\.ts$',
        '^src/(errors|version)\\.ts$',
        `${npm}workbox-`,
      ),
    ),
    rule(
      'workbox-in-service-worker',
      'Workbox runs in service workers.',
      { path: '^src/', pathNot: serviceWorker },
      { path: `${npm}workbox-` },
    ),
    rule('errors-pure', 'errors.ts is imported by all and imports none.', { path: '^src/errors\\.ts$' }, { path: '.' }),
    rule(
      'protocol-pure',
      'What page and worker say to each other is made of model/ and choice/ alone.',
      { path: '^src/worker/protocol' },
      only('^src/worker/protocol', '^src/(model|choice)/', '^src/errors\\.ts$'),
    ),
    rule(
      'page-light',
      'The page holds a thin client: only the side of the worker opens the rooms.',
      { path: '^src/', pathNot: [anyRoom, '^src/cli/', workerSide, serviceWorker] },
      { path: [anyRoom, workerSide] },
    ),
    rule(
      'page-light-in-all',
      'No detour leads there either.',
      { path: '^src/index\\.ts$' },
      { path: [anyRoom, workerSide], reachable: true },
    ),
    rule(
      'tensorflow-in-runtime',
      'TF.js is an engine that only runtime/ and cli/ know.',
      { path: '^src/', pathNot: '^src/(runtime|cli)/' },
      { path: `${npm}@tensorflow/` },
    ),
    rule(
      'idb-keyval-in-store',
      'IndexedDB is opened in store/ alone.',
      { path: '^src/', pathNot: '^src/store/' },
      { path: `${npm}idb-keyval/` },
    ),
    rule(
      'node-in-cli',
      'A browser has no Node.',
      { path: ['^src/', '^demo/'], pathNot: ['^src/cli/', '^demo/(serve|server|offline-files)\\.ts$'] },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'demo-public',
      'The demo is built on the public API, on a reader of mail files and on one of Markdown.',
      { path: '^demo/', pathNot: '^demo/(serve|server|offline-files)\\.ts$' },
      only('^demo/', '^src/(index|service-worker)\\.ts$', `${npm}(postal-mime|marked)/`),
    ),
    rule(
      'src-ships',
      'What ships never leans on tests or the demo.',
      { path: '^src/' },
      { path: '^(test|demo|models)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'browser', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
