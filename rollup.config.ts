import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import type { OutputOptions, Plugin, RollupLog, RollupOptions } from 'rollup';
import esbuild, { minify as minifyByEsbuild } from 'rollup-plugin-esbuild';
import { minify as minifyText, type CompressOptions } from 'terser';
import ts from 'typescript';

const require = createRequire(path.resolve('package.json'));
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const ours = `/*! Edgewise ${version} | MIT | the Edgewise authors */`;
const withWorkbox = `${ours}\n/*! Contains Workbox 7.4.1 | MIT | Google LLC */`;
const withTensorFlow = `${ours}\n/*! Contains TensorFlow.js 4.22.0 | Apache-2.0 | Google LLC and its contributors */`;

const withLibraries = `${ours}\n/*! Contains @huggingface/tokenizers 0.2.0 | Apache-2.0 | Hugging Face; image-size 2.1.0 | MIT | Aditya Yadav */`;

const withLicences = '/*! What it contains, and under which licences: cli/LICENSES.txt */';

/** Emscripten's glue and TF.js's platform for Node take Node's modules by what CommonJS gives them. */
const asCommonJs = [
  `import { createRequire as edgewiseCreateRequire } from 'node:module';`,
  `import { fileURLToPath as edgewiseFileURLToPath } from 'node:url';`,
  `const require = edgewiseCreateRequire(import.meta.url);`,
  `const __filename = edgewiseFileURLToPath(import.meta.url);`,
  `const __dirname = edgewiseFileURLToPath(new URL('.', import.meta.url));`,
].join('\n');

/** TF.js names Node's modules behind run-time checks; left in, a worker would import them and die. */
const nodeModules = ['fs', 'path', 'os', 'perf_hooks', 'worker_threads'];

/** Ends the name of a script that is wanted as text. */
const raw = '?raw';

/** In `file`, what is `found` goes, or `to` comes in its place. */
interface Cut {
  file: RegExp;
  found: RegExp;
  to?: string;
}

const whole = /^[^]*$/;
const executors = /tfjs-converter\/dist\/operations\/executors\/(?!control|hash_table)\w+_executor\.js$/;

/** What TF.js carries beside predicting in a browser. What only these named then falls out by itself. */
const cuts: Cut[] = [
  // Node's platform, and Node's half of Emscripten's glue.
  { file: /tfjs-core\/dist\/platforms\/platform_node\.js$/, found: whole, to: 'export {};' },
  {
    file: /tfjs-backend-wasm(-threaded-simd\.js\?raw|\.js)$/,
    found: /ENVIRONMENT_IS_NODE=typeof process[^;]*;/,
    to: 'ENVIRONMENT_IS_NODE=false;',
  },
  // `src/runtime/wasm-module.ts` brings it in its own way.
  { file: /tfjs-backend-wasm-threaded-simd\.js$/, found: whole, to: 'export {};' },
  // Optimizers get their names here, by which a model that goes on training finds its own.
  { file: /tfjs-core\/dist\/index\.js$/, found: /^registerOptimizers\(\);/m },
  // A model comes as an object, from `src/store`, never by one of TF.js's URLs.
  {
    file: /tfjs-core\/dist\/platforms\/platform_browser\.js$/,
    found: /ModelStoreManagerRegistry\.registerManager\(.*\);/g,
  },
  {
    file: /tfjs-converter\/dist\/executor\/graph_model\.js$/,
    found: /(?<=constructor\(.*tfio = )io\b/,
    to: '{ decodeWeights: io.decodeWeights }',
  },
  // A parameter that nobody passes, by default every op there is. Without it only the ops that are called stay.
  { file: executors, found: /, ops = tfOps\b/ },
  { file: executors, found: /\* as tfOps\b/, to: '* as ops' },
  // TF.js uses one of these seven generators.
  { file: /seedrandom\/index\.js$/, found: whole, to: `export { default as alea } from './lib/alea.js';` },
];

/** Here TF.js registers its ways to a model's URL, whatever of these files is imported. */
const registering = /tfjs-core\/dist\/io\/\w+\.js$/;

function cut(code: string, file: string): string {
  return cuts
    .filter((one) => one.file.test(file))
    .reduce((text, { found, to = '' }) => {
      if (text.search(found) < 0) throw new Error(`${file} has changed: no ${String(found)} in it.`);
      return text.replace(found, () => to);
    }, code);
}

function withoutUnused(): Plugin {
  return {
    name: 'without-unused',
    transform(code, id) {
      const file = id.replaceAll('\\', '/');
      if (file.endsWith(raw)) return null;
      return { code: cut(code, file), map: null, moduleSideEffects: registering.test(file) ? false : null };
    },
  };
}

/** Makes modules of `tf.image` and its like: all of an object stays as soon as a function is called through it. */
function namespacesAsModules(): Plugin {
  const modules = new Map<string, string>();
  return {
    name: 'namespaces-as-modules',
    resolveId: (id) => (modules.has(id) ? { id, moduleSideEffects: false } : null),
    load: (id) => modules.get(id) ?? null,
    transform(code, id) {
      if (!/tfjs-core[\\/]dist[\\/]ops[\\/]ops\.js$/.test(id)) return null;
      const imports = new Map([...code.matchAll(/^import \{ (\w+) \} from .*$/gm)].map(([line, name]) => [name, line]));
      return code.replace(/^const (\w+) = \{([^}]*)\};$/gm, (_, namespace: string, members: string) => {
        const module = `${id}?${namespace}`;
        const lines = [...members.matchAll(/\w+/g)].map(
          ([member]) => imports.get(member) ?? this.error(`no import of ${member}`),
        );
        modules.set(module, lines.map((line) => line.replace('import', 'export')).join('\n'));
        return `import * as ${namespace} from ${JSON.stringify(module)};`;
      });
    },
  };
}

/** Takes comments and indentation out of shaders: texts of several lines, which no minifier touches. */
function tightShaders(): Plugin {
  const tight = (text: string): string => text.replace(/\/\/.*\n/g, '\n').replace(/\s*\n\s*/g, '\n');
  return {
    name: 'tight-shaders',
    transform(code, id) {
      if (!/tfjs-backend-webgl[\\/]dist[\\/]/.test(id)) return null;
      let made = '';
      let done = 0;
      const visit = (node: ts.Node): void => {
        if (ts.isTemplateLiteralToken(node)) {
          made += code.slice(done, node.getStart()) + tight(node.getText());
          done = node.getEnd();
        }
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(id, code, ts.ScriptTarget.Latest, true));
      return { code: made + code.slice(done), map: null };
    },
  };
}

/** `import text from '….js?raw'`: a script's text, minified, not its exports. */
function rawText(): Plugin {
  return {
    name: 'raw-text',
    resolveId: (id) => (id.endsWith(raw) ? require.resolve(id.slice(0, -raw.length)) + raw : null),
    async load(id) {
      if (!id.endsWith(raw)) return null;
      const { code } = await minifyText(cut(readFileSync(id.slice(0, -raw.length), 'utf8'), id.replaceAll('\\', '/')));
      return `export default ${JSON.stringify(code)};`;
    },
  };
}

/** Parameter properties are assigned; declaring them once more is bytes. */
const tsconfigRaw = { compilerOptions: { useDefineForClassFields: false } };

const resolving = (): Plugin[] => [
  withoutUnused(),
  namespacesAsModules(),
  tightShaders(),
  rawText(),
  nodeResolve({ browser: true }),
  commonjs({ ignore: nodeModules }),
  esbuild({ target: 'es2022', tsconfig: false, tsconfigRaw }),
];

// Beside the licences: webpack and Vite are told by a comment to leave an import() alone.
const minify = (compress: CompressOptions = {}): Plugin =>
  terser({ ecma: 2020, compress, format: { comments: /^!|@vite-ignore|webpackIgnore/ } });
/** No getter of ours or of Workbox has an effect, and no function is called with `new`; of TF.js nobody knows. */
const minifyOurs = (): Plugin =>
  minify({ ecma: 2020, passes: 3, hoist_funs: true, pure_getters: true, unsafe_arrows: true });

/** The ways that a page gets Edgewise: as a module, and by a script tag. No TF.js in either. */
const page = (name: string): RollupOptions => ({
  input: `src/${name}.ts`,
  plugins: [...resolving(), minifyOurs(), declarations(`src/${name}.ts`, 'global'), manifestSchema()],
  output: [
    { file: `dist/${name}.js`, format: 'es', banner: ours },
    { file: 'dist/edgewise.iife.js', format: 'iife', name: 'edgewise', exports: 'named', banner: ours },
  ],
});

/** The same page entry for bundlers that copy no files: worker and wasm come along, in a chunk of their own. */
const inlined: RollupOptions = {
  input: 'src/index.ts',
  plugins: [inlineAssets(), ...resolving(), minifyOurs()],
  output: {
    dir: 'dist',
    format: 'es',
    entryFileNames: 'index.inline.js',
    chunkFileNames: '[name].js',
    banner: ({ isEntry }) => (isEntry ? ours : withTensorFlow),
  },
};

/** A worker is one file: a chunk that imports its entry back would run it twice under some bundlers. */
const worker = (name: string, out: string, ...more: Plugin[]): RollupOptions => ({
  input: `src/worker/${name}.ts`,
  plugins: [...resolving(), minify(), ...more],
  output: { file: `dist/${out}.js`, format: 'es', inlineDynamicImports: true, banner: withTensorFlow },
  onwarn,
});

/** What lies before and behind models whose packages declare it: no TF.js in it, so that all of it is ours to minify. */
const transforms: RollupOptions = {
  input: 'src/worker/entry-transforms.ts',
  plugins: [...resolving(), minifyOurs()],
  output: { file: 'dist/transforms.js', format: 'es', banner: withLibraries },
  onwarn,
};

/** The helper for an application's own service worker: to import, and for `importScripts`. */
const serviceWorker: RollupOptions = {
  input: 'src/service-worker.ts',
  plugins: [
    libraryDigests(),
    forProduction(),
    secureOnly(),
    ...resolving(),
    minifyOurs(),
    declarations('src/service-worker.ts'),
  ],
  output: [
    { file: 'dist/service-worker.js', format: 'es', banner: withWorkbox },
    { file: 'dist/service-worker.iife.js', format: 'iife', name: 'edgewise', exports: 'named', banner: withWorkbox },
  ],
};

/** The demo imports the library by its public name and is served beside it. */
const demo = (name: string): RollupOptions => ({
  input: `demo/${name}.ts`,
  external: ['edgewise'],
  plugins: [nodeResolve({ browser: true }), esbuild({ target: 'es2022', tsconfig: false, tsconfigRaw })],
  output: {
    dir: 'build/demo',
    chunkFileNames: '[name].js',
    format: 'es',
    paths: { edgewise: '/dist/index.js' },
  } satisfies OutputOptions,
});

/** A classic script, for every browser; its list of files comes before it as it is served. */
const demoServiceWorker: RollupOptions = {
  input: 'demo/service-worker.ts',
  plugins: [
    {
      name: 'built',
      resolveId: (id) => (id === 'edgewise/service-worker' ? path.resolve('dist/service-worker.js') : null),
    },
    esbuild({ target: 'es2022', tsconfig: false, tsconfigRaw }),
  ],
  output: { file: 'build/demo/service-worker.js', format: 'iife' },
};

/** The command, with all that it needs in it. What only some commands need lies in chunks, so that help is quick. */
const commandLine: RollupOptions = {
  input: { cli: 'src/cli/main.ts' },
  external: (id) => id.startsWith('node:') || builtinModules.includes(id),
  plugins: [
    nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }),
    jsonAsCommonJs(),
    commonjs({ extensions: ['.js', '.json'] }),
    esbuild({ target: 'node20', tsconfig: false, tsconfigRaw }),
    // Names stay: a person may have to report a stack.
    minifyByEsbuild({
      target: 'node20',
      minify: false,
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
    }),
    executable('dist/cli.js'),
    licencesOf('dist/cli/LICENSES.txt'),
  ],
  output: {
    dir: 'dist',
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'cli/[name].js',
    banner: ({ isEntry }) => (isEntry ? `#!/usr/bin/env node\n${ours}\n${withLicences}` : ours),
    intro: ({ isEntry }) => (isEntry ? '' : asCommonJs),
  },
  onwarn,
};

export default [
  transforms,
  page('index'),
  worker('entry', 'worker', wasmFiles()),
  worker('entry-layers', 'worker-layers'),
  // Of what was built before them.
  inlined,
  serviceWorker,
  demoServiceWorker,
  commandLine,
  // The last: by its file, others know that a build came to its end.
  demo('main'),
];

/** TF.js's modules import each other in circles and its older files begin with `this`; neither is ours to mend. */
function onwarn(warning: RollupLog, warn: (warning: RollupLog) => void): void {
  // Silent builds show no warning, and this one leaves a file that does not start.
  if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(`${warning.message} Run "npm ci".`);
  const files = warning.ids ?? (warning.id === undefined ? [] : [warning.id]);
  const theirs = files.length > 0 && files.every((file) => file.includes('node_modules'));
  if (theirs && ['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED', 'EVAL'].includes(warning.code ?? '')) return;
  warn(warning);
}

function wasmFiles(): Plugin {
  return {
    name: 'wasm-files',
    writeBundle() {
      const from = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'));
      mkdirSync('dist/wasm', { recursive: true });
      for (const variant of ['', '-simd', '-threaded-simd']) {
        const file = `tfjs-backend-wasm${variant}.wasm`;
        copyFileSync(path.join(from, file), path.join('dist/wasm', file));
      }
    },
  };
}

/** For editors and other tools that write or read packages. */
function manifestSchema(): Plugin {
  return {
    name: 'manifest-schema',
    writeBundle() {
      copyFileSync('src/model/manifest/manifest.schema.json', 'dist/manifest.schema.json');
    },
  };
}

/** Puts `shipped-assets.inline.ts` in its place, and writes what that imports. */
function inlineAssets(): Plugin {
  const shipped = './shipped-assets.js';
  const files = './inline-assets.js';
  return {
    name: 'inline-assets',
    resolveId(id) {
      if (id === shipped) return path.resolve('src/page/shipped-assets.inline.ts');
      return id === files ? path.resolve('src/page', files) : null;
    },
    load(id) {
      if (id !== path.resolve('src/page', files)) return null;
      const worker = readFileSync('dist/worker-layers.js', 'utf8');
      const simd = readFileSync('dist/wasm/tfjs-backend-wasm-simd.wasm', 'base64');
      const transforms = readFileSync('dist/transforms.js', 'utf8');
      return Object.entries({ worker, simd, transforms })
        .map(([name, content]) => `export const ${name} = ${JSON.stringify(content)};`)
        .join('\n');
    },
  };
}

/** The digests of the files that a service worker keeps beside the application's own. */
function libraryDigests(): Plugin {
  const digests = path.resolve('src/service-worker/library-digests.js');
  const wasm = ['', '-simd', '-threaded-simd'].map((variant) => `wasm/tfjs-backend-wasm${variant}.wasm`);
  return {
    name: 'library-digests',
    resolveId: (id) => (id === './library-digests.js' ? digests : null),
    load(id) {
      if (id !== digests) return null;
      const sha256 = (file: string): string =>
        `sha256-${createHash('sha256')
          .update(readFileSync(`dist/${file}`))
          .digest('base64')}`;
      const entries = ['worker.js', 'worker-layers.js', 'transforms.js', ...wasm].map((file) => [file, sha256(file)]);
      return `export const digests = ${JSON.stringify(Object.fromEntries(entries))};`;
    },
  };
}

/** A page on plain http computes SHA-256 in JavaScript; a service worker is never on one, and has `crypto.subtle`. */
function secureOnly(): Plugin {
  const hashes = '@noble/hashes/sha2.js';
  return {
    name: 'secure-only',
    resolveId: (id) => (id === hashes ? id : null),
    load: (id) => (id === hashes ? 'export const sha256 = undefined;' : null),
  };
}

/** Workbox asks at run time how it was built. */
function forProduction(): Plugin {
  return {
    name: 'for-production',
    transform(code, id) {
      if (!/workbox-\w+[\\/]/.test(id)) return null;
      return { code: code.replaceAll('process.env.NODE_ENV', '"production"'), map: null };
    },
  };
}

/** Writes `dist/types`: the declarations that a public entry reaches, and the global of the script tag. */
function declarations(entry: string, global?: 'global'): Plugin {
  return {
    name: 'declarations',
    buildEnd(error) {
      if (error) return;
      const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)) as { config: object };
      const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
      const program = ts.createProgram([entry], {
        ...options,
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: path.resolve('src'),
        outDir: path.resolve('dist/types'),
        types: [], // Node's globals are not a browser's.
      });
      const emitted = new Map<string, string>();
      const result = program.emit(undefined, (file, text) => emitted.set(path.resolve(file), text));
      const problems = [...ts.getPreEmitDiagnostics(program), ...result.diagnostics];
      if (problems.length > 0) {
        this.error(
          ts.formatDiagnostics(problems, {
            getCanonicalFileName: (file) => file,
            getCurrentDirectory: () => process.cwd(),
            getNewLine: () => '\n',
          }),
        );
      }

      const reached = new Set([path.resolve('dist/types', path.basename(entry, '.ts') + '.d.ts')]);
      for (const file of reached) {
        const text = emitted.get(file);
        if (text === undefined) this.error(`No declarations for ${file}.`);
        for (const { fileName } of ts.preProcessFile(text).importedFiles) {
          if (!fileName.startsWith('.')) continue;
          reached.add(path.resolve(path.dirname(file), fileName.replace(/\.js$/, '.d.ts')));
        }
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      if (global) writeFileSync('dist/types/global.d.ts', globalDeclaration(program, entry));
    },
  };
}

/** `edgewise` as the script tag defines it: a constant with its values, a namespace with its types. */
function globalDeclaration(program: ts.Program, entry: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} is no module`);
  const types = checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declared = symbol.declarations?.find(
      (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node),
    );
    if (!declared) return [];
    const parameters = declared.typeParameters ?? [];
    const list = (texts: string[]): string => (texts.length > 0 ? `<${texts.join(', ')}>` : '');
    const left = exported.name + list(parameters.map((parameter) => parameter.getText()));
    const right = exported.name + list(parameters.map(({ name }) => name.text));
    return [`    type ${left} = api.${right};`];
  });
  return [
    `import type * as api from './${path.basename(entry, '.ts')}.js';`,
    'declare global {',
    '  const edgewise: typeof api;',
    '  namespace edgewise {',
    ...types,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** `require('./db.json')` in a package. */
function jsonAsCommonJs(): Plugin {
  return {
    name: 'json-as-commonjs',
    transform: (code, id) => (id.endsWith('.json') ? { code: `module.exports = ${code};`, map: null } : null),
  };
}

function executable(file: string): Plugin {
  return {
    name: 'executable',
    writeBundle() {
      chmodSync(file, 0o755);
    },
  };
}

/** Writes the licence of every package that came into a bundle. */
function licencesOf(file: string): Plugin {
  return {
    name: 'licences-of',
    writeBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
      const folders = new Set(
        modules.flatMap((id) => /^\0?(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/?]+)/.exec(id)?.[1] ?? []),
      );
      const texts = [...folders].sort().map((folder) => {
        const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
          name: string;
          version: string;
          license: string;
        };
        const found = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
        const text = found === undefined ? '' : `\n\n${readFileSync(path.join(folder, found), 'utf8').trim()}`;
        return `${name} ${version}, ${license}${text}`;
      });
      writeFileSync(file, `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
    },
  };
}
