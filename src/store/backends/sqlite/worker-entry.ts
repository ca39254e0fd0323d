/**
 * Where the built file of a worker is. Beside this file in the package. When CLP runs from its TypeScript sources (under vitest),
 * worker threads cannot, on Node 20, which does not read TypeScript: then it is the output in `dist`, which
 * `test/kit/built-workers.ts` brings up to date before the first test.
 */

/** `from` is the `import.meta.url` of a file in this folder; `name` the worker's file without extension. */
export const workerEntry = (from: string, name: string): URL => {
  if (!from.endsWith('.ts')) return new URL(`./${name}.js`, from)
  const source = new URL(`./${name}.ts`, from)
  return new URL(source.href.replace(/\/src\/(?=store\/backends\/sqlite\/[^/]*$)/, '/dist/').replace(/\.ts$/, '.js'))
}
