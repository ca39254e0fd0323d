/** Every Chinese page is the page of the same name in English: the same headings, blocks, tables and commands. */
import { describe, expect, test } from 'vitest'
import { type Block, chineseOf, type Page, pagePaths, readPage } from './pages.ts'

const english = pagePaths().filter((path) => !path.endsWith('.zh-CN.md'))
const pairs = english.flatMap((path) => {
  const chinese = chineseOf(path)
  return chinese === undefined ? [] : [{ path, chinese }]
})

const levels = ({ headings }: Page): number[] => headings.map(({ level }) => level)
const tableSizes = ({ prose }: Page): number[] =>
  [...prose.matchAll(/(?:^ *\|.*\n)+/gm)].map(([table]) => table.trim().split('\n').length)

/** Commands without what is said in words: comments, and texts in quotation marks. Other blocks by their kind alone. */
const essence = ({ info, text, marks }: Block): readonly unknown[] => {
  if (info !== 'sh') return [info, marks.get('file')]
  const bare = text.replaceAll(/(^|\s)#.*$/gm, '').replaceAll(/"[^"]*"|'[^']*'/g, '""')
  return [info, bare.replaceAll(/ +$/gm, '').trim()]
}

describe('Chinese pages', () => {
  test('stand beside the README, the index and every guide', () => {
    const alone = english.filter(
      (path) => /^(README|docs\/README|docs\/guide\/.*)\.md$/.test(path) && chineseOf(path) === undefined,
    )
    expect(alone).toEqual([])
  })

  test.each(pairs)('$chinese is made like $path', ({ path, chinese }) => {
    const [original, translated] = [readPage(path), readPage(chinese)]
    expect(levels(translated)).toEqual(levels(original))
    expect(translated.blocks.map(essence)).toEqual(original.blocks.map(essence))
    expect(tableSizes(translated)).toEqual(tableSizes(original))
    expect(translated.prose).toMatch(/\p{Script=Han}/u)
  })
})
