import { expect, it } from 'vitest'
import { displayWidth } from './display-width.ts'
import { wrapText } from './wrap-text.ts'

it.each([
  ['words', 'one two three', 8, 'one two\nthree'],
  ['a word that is too long', 'a verylongword b', 6, 'a\nverylongword\nb'],
  ['Chinese between characters', '本地代理切换上游', 8, '本地代理\n切换上游'],
  ['no line that begins with a stop', '本地代理，切换', 8, '本地代\n理，切换'],
  ['no line that ends with an opening bracket', '本地（代理）', 6, '本地\n（代\n理）'],
  ['words among Chinese', '用 CLP 的客户端', 8, '用 CLP\n的客户端'],
  ['lines that are there', 'a\n\n  b c', 20, 'a\n\n  b c'],
  ['nothing', '', 8, ''],
])('wraps %s', (_title, text, width, expected) => {
  expect(wrapText(text, width)).toBe(expected)
})

it('loses nothing but the spaces where lines end', () => {
  const text =
    'AI 编程客户端的本地代理：切换上游无需重启，自动故障转移（包括 "clp lb" 所说的），过滤、统计并查看每一个请求'
  for (let width = 4; width < 90; width += 1) {
    const lines = wrapText(text, width).split('\n')
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    if (width > 20) expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
  }
})
