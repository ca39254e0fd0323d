/**
 * Brings `dist` up to date before the first test: worker threads and the processes of `test/e2e/cli` cannot run TypeScript on
 * Node 20, and a test against yesterday's build would prove nothing. Only files older than their source are written, each as
 * `npm run build:node` would; types are checked elsewhere.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FLOORS = ['contract', 'codec', 'store', 'proxy', 'admin', 'daemon', 'cli']

export const setup = async (): Promise<void> => {
  const stale = sources().filter((file) => isStale(file))
  if (stale.length === 0) return
  const { default: ts } = await import('typescript')
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const compilerOptions = {
    ...options,
    noEmit: false,
    allowImportingTsExtensions: false,
    rewriteRelativeImportExtensions: true,
    // One file at a time the compiler does not see the "type" of package.json, which `nodenext` would ask for.
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  }
  for (const file of stale) {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { fileName: file, compilerOptions })
    const output = outputOf(file)
    mkdirSync(dirname(output), { recursive: true })
    // Renamed into place, for another test run may be reading it.
    writeFileSync(`${output}.${process.pid}`, outputText)
    renameSync(`${output}.${process.pid}`, output)
  }
}

const sources = (): string[] =>
  FLOORS.flatMap((floor) =>
    readdirSync(join(root, 'src', floor), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.(test|suite)\.ts$/.test(name))
      .map((name) => join(root, 'src', floor, name)),
  )

const outputOf = (source: string): string =>
  source.replace(join(root, 'src'), join(root, 'dist')).replace(/\.ts$/, '.js')

const isStale = (source: string): boolean => {
  const output = outputOf(source)
  return !existsSync(output) || statSync(output).mtimeMs < statSync(source).mtimeMs
}
