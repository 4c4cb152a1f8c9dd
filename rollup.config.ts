import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import type { OutputOptions, Plugin, RollupLog, RollupOptions } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import ts from 'typescript';

const require = createRequire(path.resolve('package.json'));
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const ours = `/*! Edgewise ${version} | MIT | the Edgewise authors */`;
const withTensorFlow = `${ours}\n/*! Contains TensorFlow.js 4.22.0 | Apache-2.0 | Google LLC and its contributors */`;

/** TF.js names Node's modules behind run-time checks; left in, a worker would import them and die. */
const nodeModules = ['fs', 'path', 'os', 'perf_hooks', 'worker_threads'];

/** What TF.js carries for Node alone, and what `src/runtime/wasm-module.ts` brings in its own way. */
function withoutUnused(): Plugin {
  const unused = /tfjs-core[\\/]dist[\\/]platforms[\\/]platform_node\.js$|tfjs-backend-wasm-threaded-simd\.js$/;
  return {
    name: 'without-unused',
    load: (id) => (unused.test(id) ? 'export {};' : null),
  };
}

/** `import text from '….js?raw'`: a script's text, minified, not its exports. */
function rawText(): Plugin {
  const suffix = '?raw';
  return {
    name: 'raw-text',
    resolveId: (id) => (id.endsWith(suffix) ? require.resolve(id.slice(0, -suffix.length)) + suffix : null),
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const { code } = await transform(readFileSync(id.slice(0, -suffix.length), 'utf8'), { minify: true });
      return `export default ${JSON.stringify(code)};`;
    },
  };
}

const resolving = (): Plugin[] => [
  withoutUnused(),
  rawText(),
  nodeResolve({ browser: true }),
  commonjs({ ignore: nodeModules }),
  esbuild({ target: 'es2022', tsconfig: false }),
];

// Beside the licences: webpack and Vite are told by a comment to leave an import() alone.
const minify = (): Plugin => terser({ ecma: 2020, format: { comments: /^!|@vite-ignore|webpackIgnore/ } });

/** The ways that a page gets Edgewise: as a module, and by a script tag. No TF.js in either. */
const page = (name: string): RollupOptions => ({
  input: `src/${name}.ts`,
  plugins: [...resolving(), minify(), declarations(`src/${name}.ts`)],
  output: [
    { file: `dist/${name}.js`, format: 'es', banner: ours },
    { file: 'dist/edgewise.iife.js', format: 'iife', name: 'edgewise', exports: 'named', banner: ours },
  ],
});

/** The same page entry for bundlers that copy no files: worker and wasm come along, in a chunk of their own. */
const inlined: RollupOptions = {
  input: 'src/index.ts',
  plugins: [inlineAssets(), ...resolving(), minify()],
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

/** The demo imports the library by its public name and is served beside it. */
const demo = (name: string): RollupOptions => ({
  input: `demo/${name}.ts`,
  external: ['edgewise'],
  plugins: [nodeResolve({ browser: true }), esbuild({ target: 'es2022', tsconfig: false })],
  output: {
    file: `build/demo/${name}.js`,
    format: 'es',
    paths: { edgewise: '/dist/index.js' },
  } satisfies OutputOptions,
});

export default [
  page('index'),
  worker('entry', 'worker', wasmFiles()),
  worker('entry-layers', 'worker-layers'),
  inlined, // of what was built before it
  demo('main'),
];

/** TF.js's modules import each other in circles and its older files begin with `this`; neither is ours to mend. */
function onwarn(warning: RollupLog, warn: (warning: RollupLog) => void): void {
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
      return `export const worker = ${JSON.stringify(worker)};\nexport const simd = ${JSON.stringify(simd)};`;
    },
  };
}

/** Writes `dist/types`: the declarations that the public entry reaches, and the global of the script tag. */
function declarations(entry: string): Plugin {
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
      writeFileSync('dist/types/global.d.ts', globalDeclaration(program, entry));
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
