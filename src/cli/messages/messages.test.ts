import { describe, expect, it } from 'vitest'
import { NOTICE_CODES } from '../../contract/api/status.ts'
import { PROBLEMS } from '../../contract/problem.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** Every text with its path, lists included. */
const texts = (value: unknown, path: string): readonly (readonly [string, string])[] => {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, part]) => texts(part, path === '' ? key : `${path}.${key}`))
}
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()
/** Whether a text holds words of its own, beside places and punctuation. */
const hasWords = (text: string) => /\p{Letter}/u.test(text.replaceAll(/\{\w+\}/g, ''))

describe('the texts of the command line', () => {
  const english = texts(en, '')
  const chinese = new Map(texts(zh, ''))

  it('have the same keys in both languages, lists of the same length included', () => {
    expect([...chinese.keys()].sort()).toEqual(english.map(([path]) => path).sort())
  })

  it.each(english)('%s has the same places in both languages', (path, text) => {
    expect(places(chinese.get(path) ?? '')).toEqual(places(text))
  })

  it.each(english)('%s is Chinese in Chinese and not in English', (path, text) => {
    expect(text).not.toBe('')
    expect(text).not.toMatch(/\p{Script=Han}/u)
    if (hasWords(text)) expect(chinese.get(path)).toMatch(/\p{Script=Han}/u)
  })

  it('cover every problem and every notice', () => {
    for (const messages of [en, zh]) {
      expect(Object.keys(messages.problems).sort()).toEqual(Object.keys(PROBLEMS).sort())
      expect(Object.keys(messages.notices).sort()).toEqual([...NOTICE_CODES].sort())
    }
  })
})
