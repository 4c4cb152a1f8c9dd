// The package has declarations, but does not export them.
declare module '@web/rollup-plugin-import-meta-assets' {
  export function importMetaAssets(): import('rollup').Plugin;
}
