/** The pages of the documentation as they are written: headings, fenced blocks with the marks above them, and prose. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced block. */
export interface Block {
  /** What stands behind the opening fence, for example `sh`. */
  readonly info: string
  readonly text: string
  /** Line of the first mark, or of the opening fence; from 1. */
  readonly line: number
  /** Comments right above: `<!-- needs: a browser -->` is `needs` → `a browser`. CONTRIBUTING.md lists them. */
  readonly marks: ReadonlyMap<string, string>
}

export interface Heading {
  readonly level: number
  readonly text: string
}

export interface Page {
  /** Path from the root of the repository. */
  readonly path: string
  readonly blocks: readonly Block[]
  readonly headings: readonly Heading[]
  /** The text outside of blocks and comments. */
  readonly prose: string
}

const COMMENT = String.raw`<!--(?:(?!-->)[\s\S])*-->`
const BLOCK = new RegExp(`^((?:${COMMENT}\\n)*)(\`{3,})([^\\n\`]*)\\n([\\s\\S]*?)^\\2 *$`, 'gm')
const MARK = /<!-- (\w+): ((?:(?!-->)[\s\S])*?)\s*-->/g

/** Paths of every page for readers of the repository, from its root. */
export const pagePaths = (): string[] => {
  const under = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`)
  return [...readdirSync(ROOT), ...under('docs'), ...under('bench')].filter((path) => path.endsWith('.md')).sort()
}

export const readPage = (path: string): Page => {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const prose = text.replaceAll(BLOCK, '').replaceAll(new RegExp(COMMENT, 'g'), '')
  return { path, blocks: [...text.matchAll(BLOCK)].map(readBlock), headings: headingsOf(prose), prose }
}

const readBlock = (match: RegExpMatchArray): Block => {
  const [, comments = '', , info = '', text = ''] = match
  return {
    info: info.trim(),
    text,
    line: (match.input ?? '').slice(0, match.index).split('\n').length,
    marks: new Map([...comments.matchAll(MARK)].map(([, name = '', value = '']) => [name, value])),
  }
}

const headingsOf = (prose: string): Heading[] =>
  [...prose.matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks = '', text = '']) => ({ level: marks.length, text }))

/** The page in Chinese that stands beside a page in English, where there is one. */
export const chineseOf = (path: string): string | undefined => {
  const beside = path.replace(/\.md$/, '.zh-CN.md')
  return existsSync(join(ROOT, beside)) ? beside : undefined
}
