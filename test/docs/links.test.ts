/** Every link between pages leads to a page, a picture or a heading that is there. */
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Page, pagePaths, ROOT, readPage } from './pages.ts'

const paths = pagePaths()

/** As the forge makes the name of a heading: lower case, without punctuation, blanks as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

const linksOf = ({ prose }: Page): string[] => [
  ...[...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
  ...[...prose.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target),
]

const isElsewhere = (target: string): boolean => /^(https?|mailto):/.test(target)

/** Why a link leads nowhere, or undefined. */
const fault = (from: string, target: string): string | undefined => {
  const [path = '', anchor] = decodeURI(target).split('#')
  const file = path === '' ? from : normalize(join(dirname(from), path))
  if (!existsSync(join(ROOT, file))) return `${target}: there is no ${file}`
  if (anchor === undefined || !file.endsWith('.md')) return undefined
  const anchors = readPage(file).headings.map(({ text }) => anchorOf(text))
  return anchors.includes(anchor) ? undefined : `${target}: ${file} has no heading #${anchor}`
}

describe('links', () => {
  test.each(paths)('%s links to what is there', (path) => {
    const broken = linksOf(readPage(path))
      .filter((target) => !isElsewhere(target))
      .flatMap((target) => fault(path, target) ?? [])
    expect(broken).toEqual([])
  })

  test('every guide and every page of the reference is on the index, in its language', () => {
    const shelf = paths.filter((path) => /^docs\/(guide|reference)\//.test(path))
    for (const [index, mine] of [
      ['docs/README.md', (path: string) => !path.endsWith('.zh-CN.md')],
      ['docs/README.zh-CN.md', (path: string) => path.endsWith('.zh-CN.md') || !paths.includes(chineseName(path))],
    ] as const) {
      const listed = linksOf(readPage(index)).map((target) => join('docs', target))
      expect(shelf.filter(mine).filter((path) => !listed.includes(path))).toEqual([])
    }
  })
})

const chineseName = (path: string): string => path.replace(/\.md$/, '.zh-CN.md')
