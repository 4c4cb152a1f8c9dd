import path from 'node:path';
import ts from 'typescript';
import type { Project } from './packed.js';

/** A strict application in a browser: declarations of libraries are checked as its own files are. */
const strict: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  // The compiler's own are right, and take seconds.
  skipDefaultLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
};

/** How an application may find a package. */
export const resolutions = {
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
};

/** Compiles files of an application. Answers `file:line: message` for everything that the compiler says. */
export function compile(project: Project, files: readonly string[], options: ts.CompilerOptions): string[] {
  const roots = files.map((file) => path.join(project.folder, file));
  const program = ts.createProgram(roots, { ...strict, ...options });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (!file || start === undefined) return text;
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    return `${path.relative(project.folder, file.fileName)}:${line}: ${text}`;
  });
}

/** The names that the installed library exports, types included. */
export function exportsOf(project: Project): string[] {
  const entry = path.join(project.library, 'dist/types/index.d.ts');
  const program = ts.createProgram([entry], { ...strict, ...resolutions.bundler });
  const symbol = program.getTypeChecker().getSymbolAtLocation(program.getSourceFile(entry)!);
  return program
    .getTypeChecker()
    .getExportsOfModule(symbol!)
    .map(({ name }) => name);
}
