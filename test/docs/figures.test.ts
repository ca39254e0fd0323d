/** Headline figures of the README are figures of the page that says how they were measured. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, readPage } from './pages.ts'

const PAGE = 'docs/reference/performance.md'

/** Numbers in bold in the section about figures. */
const headlines = (path: string, heading: string): string[] => {
  const [, after = ''] = readPage(path).prose.split(`\n## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  return [...section.matchAll(/\*\*([^*]+)\*\*/g)].map(([, figure = '']) => figure)
}

test.skipIf(!existsSync(join(ROOT, PAGE)))(`the README says nothing that ${PAGE} does not`, () => {
  const measured = readFileSync(join(ROOT, PAGE), 'utf8')
  const english = headlines('README.md', 'Figures')
  expect(english.length).toBeGreaterThanOrEqual(3)
  expect(english.filter((figure) => !measured.includes(figure))).toEqual([])
  const numbers = (figures: readonly string[]): string[] => figures.flatMap((figure) => figure.match(/[\d.,]+/g) ?? [])
  expect(numbers(headlines('README.zh-CN.md', '性能'))).toEqual(numbers(english))
})
