/** Holds the house in order from outside: floors, cycles, shelves, file sizes, names and opening comments, read from the sources themselves. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** From the ground up: a floor may import itself and what stands before it. */
const FLOORS = ['contract', 'codec', 'protocol', 'store', 'edge', 'setup', 'proxy', 'admin', 'process', 'daemon', 'cli']

/** The most source files one folder may hold: what is more wants rooms. Tests, stylesheets and texts are not counted. */
const FOLDER_LIMIT = 25

/** Folders that hold texts and nothing else. */
const TEXTS = /\/(messages|locales)(\/|$)/

/** The longest a file may be. */
const LINE_LIMIT = 300

interface Source {
  /** Path from the root of the repository. */
  readonly path: string
  readonly text: string
  /** Paths of the repository's own files that it imports, types included. */
  readonly imports: readonly string[]
}

const filesUnder = (folder: string): string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
    : []

const isSource = (path: string): boolean => /\.tsx?$/.test(path) && !/\.(d|test|suite)\.tsx?$/.test(path)

const read = (path: string): Source => {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const imports = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(ROOT, resolve(ROOT, dirname(path), name)))
  return { path, text, imports }
}

const sources = [...filesUnder('src'), ...filesUnder('web/src')].filter(isSource).map(read)
const known = new Set(sources.map(({ path }) => path))

/** The floor a file of `src` stands on, or -1. */
const floorOf = (path: string): number => {
  const [top, floor] = path.split('/')
  return top === 'src' ? FLOORS.indexOf(floor ?? '') : -1
}

describe('floors', () => {
  test('every file stands on a floor', () => {
    const homeless = sources.filter(({ path }) => path.startsWith('src/') && floorOf(path) === -1)
    expect(homeless.map(({ path }) => path)).toEqual([])
  })

  test('imports go downwards only', () => {
    const upward = sources
      .filter(({ path }) => path.startsWith('src/'))
      .flatMap(({ path, imports }) =>
        imports.filter((target) => !isDownward(path, target)).map((target) => `${path} imports ${target}`),
      )
    expect(upward).toEqual([])
  })

  test('the web app imports the contract, the protocols and the type of the admin app, only', () => {
    const strange = sources
      .filter(({ path }) => path.startsWith('web/'))
      .flatMap(({ path, text, imports }) =>
        imports.filter((target) => !isOpenToWeb(text, target)).map((target) => `${path} imports ${target}`),
      )
    expect(strange).toEqual([])
  })

  test('no file is part of an import cycle, not even by its types', () => {
    expect(cycles()).toEqual([])
  })

  test('below the process nothing reads the clock, the environment or the home directory', () => {
    const process = FLOORS.indexOf('process')
    const reaching = sources
      .filter(({ path }) => floorOf(path) !== -1 && floorOf(path) < process && path !== 'src/contract/clock.ts')
      .filter(({ text }) =>
        /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.env\b|\bhomedir\b/.test(code(text)),
      )
    expect(reaching.map(({ path }) => path)).toEqual([])
  })
})

const isDownward = (path: string, target: string): boolean => {
  if (target === 'package.json') return true
  const floor = floorOf(target)
  return floor !== -1 && floor <= floorOf(path)
}

const isOpenToWeb = (text: string, target: string): boolean => {
  if (target.startsWith('web/') || /^src\/(contract|protocol)\//.test(target)) return true
  return target === 'src/admin/app.ts' && /import type [^;]*?admin\/app\.ts/.test(text)
}

/** Without comments, as far as a line can tell: what prose says is nobody's dependency. */
const code = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    .join('\n')

/** Every import cycle, written as the path around it, found by walking depth first. */
const cycles = (): string[] => {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const found: string[] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      found.push([...trail.slice(at), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of byPath.get(path)?.imports ?? []) walk(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of sources) walk(path, [])
  return found
}

/** Which folder imports which, by the files that lie directly in them. */
const folderArrows = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const arrows = new Map<string, Set<string>>()
  for (const { path, imports } of sources) {
    const from = dirname(path)
    for (const target of imports.filter((one) => known.has(one))) {
      const to = dirname(target)
      if (to !== from) arrows.set(from, (arrows.get(from) ?? new Set()).add(to))
    }
  }
  return arrows
}

/** Folders that can be reached from themselves, each with the others on its way round. */
const folderCircles = (): string[] => {
  const arrows = folderArrows()
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>()
    const waiting = [...(arrows.get(start) ?? [])]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      waiting.push(...(arrows.get(at) ?? []))
    }
    return seen
  }
  const all = new Map([...arrows.keys()].map((folder) => [folder, reach(folder)]))
  return [...all]
    .filter(([folder, seen]) => seen.has(folder))
    .map(([folder, seen]) => `${folder}: ${[...seen].filter((other) => all.get(other)?.has(folder)).join(', ')}`)
}

describe('rooms', () => {
  test('no folder imports itself by way of others', () => {
    expect(folderCircles()).toEqual([])
  })

  test(`none holds more than ${FOLDER_LIMIT} source files`, () => {
    const sizes = new Map<string, number>()
    for (const { path } of sources) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1)
    const full = [...sizes].filter(([folder, size]) => size > FOLDER_LIMIT && !TEXTS.test(folder))
    expect(full).toEqual([])
  })

  test('a test lies beside what it tests, or in the folder that it is named after', () => {
    const strays = [...filesUnder('src'), ...filesUnder('web/src')]
      .filter((path) => /\.(test|suite)\.tsx?$/.test(path))
      .filter((path) => !isNear(path))
    expect(strays).toEqual([])
  })
})

/** A test of `one-idea` lies beside `one-idea.ts` (`one-idea-when.test.ts` too), or in a folder whose files it takes together. */
const isNear = (path: string): boolean => {
  const folder = dirname(path)
  const name = basename(path).replace(/\.(test|suite)\.tsx?$/, '')
  const beside = sources.filter((source) => dirname(source.path) === folder)
  const isBeside = beside.some((source) => {
    const stem = basename(source.path).replace(/\.tsx?$/, '')
    return name === stem || name.startsWith(`${stem}-`)
  })
  return isBeside || name === basename(folder) || name.startsWith(`${basename(folder)}-`)
}

describe('files', () => {
  test('every import names a file that is there', () => {
    const missing = sources.flatMap(({ path, imports }) =>
      imports
        .filter((target) => !known.has(target) && !existsSync(join(ROOT, target)))
        .map((target) => `${path} imports ${target}`),
    )
    expect(missing).toEqual([])
  })

  test(`none is longer than ${LINE_LIMIT} lines`, () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > LINE_LIMIT)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  test('names are kebab-case', () => {
    const strange = [...sources.map(({ path }) => path), ...filesUnder('test').filter((path) => path.endsWith('.ts'))]
      .filter((path) => !path.includes('node_modules'))
      .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|suite|d|config))?\.tsx?$/.test(basename(path)))
    expect(strange).toEqual([])
  })

  test('every source file opens with a sentence on what it is for', () => {
    const silent = sources.filter(({ text }) => !/^(#![^\n]*\n)?\s*(\/\*\*?[\s*]*|\/\/ )[\p{L}\p{N}`"]/u.test(text))
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  test('nothing is exported as default', () => {
    const defaults = sources.filter(({ text }) => /^export default\b/m.test(code(text)))
    expect(defaults.map(({ path }) => path)).toEqual([])
  })
})

/** A shelf, the file that lists it, and how a part is told from a helper that lives beside it. */
interface Shelf {
  readonly folder: string
  readonly list: string
  readonly isPart: (source: Source) => boolean
}

const holding =
  (pattern: RegExp) =>
  ({ text }: Source): boolean =>
    pattern.test(text)

const SHELVES: readonly Shelf[] = [
  { folder: 'src/protocol', list: 'src/protocol/index.ts', isPart: holding(/satisfies Protocol$/m) },
  {
    folder: 'src/store/documents',
    list: 'src/store/documents/index.ts',
    isPart: holding(/^export const \w+Document\b[^=]*: Document</m),
  },
  {
    folder: 'src/store/backends',
    list: 'src/store/backends/index.ts',
    isPart: holding(/^export const (create|open)(Memory|Sqlite)Store = /m),
  },
  {
    folder: 'src/proxy/stages',
    list: 'src/proxy/proxy.ts',
    isPart: holding(/^export const \w+ =\s*\([^)]*\): (Layer|Handler)</m),
  },
  { folder: 'src/proxy/services', list: 'src/proxy/services/index.ts', isPart: holding(/satisfies ClientService$/m) },
  { folder: 'src/proxy/filters', list: 'src/proxy/filters/index.ts', isPart: holding(/satisfies \w+Filter</) },
  { folder: 'src/proxy/policies', list: 'src/proxy/policies/index.ts', isPart: holding(/satisfies Policy$/m) },
  { folder: 'src/admin/routes', list: 'src/admin/routes/index.ts', isPart: holding(/^export const \w+Routes = /m) },
  { folder: 'src/setup/clients', list: 'src/setup/clients/index.ts', isPart: holding(/satisfies ClientSetup$/m) },
  {
    folder: 'src/cli/checks',
    list: 'src/cli/checks/index.ts',
    isPart: holding(/^export const \w+(: Check)? = defineCheck\(/m),
  },
  { folder: 'src/cli/commands', list: 'src/cli/commands/index.ts', isPart: holding(/satisfies CommandPart$/m) },
  { folder: 'web/src/pages', list: 'web/src/router.tsx', isPart: ({ path }) => path.endsWith('-page.tsx') },
]

describe('shelves', () => {
  test.each(SHELVES)('$list lists exactly the parts of $folder', ({ folder, list, isPart }) => {
    const parts = sources.filter(
      (source) => source.path.startsWith(`${folder}/`) && source.path !== list && isPart(source),
    )
    const names = new Set(parts.map(({ path }) => path))
    const listed = (sources.find(({ path }) => path === list)?.imports ?? []).filter((path) => names.has(path))
    expect(parts.length).toBeGreaterThan(1)
    expect([...new Set(listed)].sort()).toEqual([...names].sort())
  })

  test('an index lists and does nothing else', () => {
    const busy = sources
      .filter(({ path }) => basename(path) === 'index.ts' && path.startsWith('src/'))
      .filter(({ text }) => /\b(function|return|if|for|while|switch|class)\b/.test(code(text)))
    expect(busy.map(({ path }) => path)).toEqual([])
  })
})
