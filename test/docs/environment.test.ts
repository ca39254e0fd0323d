/** The install guide lists every environment variable that CLP reads, and none that it does not. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { services } from '../../src/proxy/services/index.ts'
import { ROOT, readPage } from './pages.ts'

/** Passed from one process of CLP to another; not for people. */
const INTERNAL = new Set(['CLP_GUARDIAN'])

const variablesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name)

const read = (): string[] => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => variablesIn(readFileSync(join(ROOT, 'src', file), 'utf8'), /'(CLP_[A-Z_]+)'/g))
  return [...sources, ...services.map(({ portVariable }) => portVariable)].filter((name) => !INTERNAL.has(name))
}

test.each(['docs/guide/install.md', 'docs/guide/install.zh-CN.md'])('%s lists the variables', (page) => {
  const [, section = ''] = readPage(page).prose.split(/^## (?:Environment|环境变量)$/m)
  const [table = ''] = section.split('\n## ')
  const listed = variablesIn(table, /`(CLP_[A-Z_]+)`/g)
  expect([...new Set(listed)].sort()).toEqual([...new Set(read())].sort())
})
