/**
 * Runs every block of commands in the README and the guides as a reader would, in the order of the page. A block that needs
 * what a test has not says so above it (`<!-- needs: … -->`) and is skipped under that name. Chinese pages hold the same commands
 * (`translations.test.ts`), so the English ones stand for both.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { services } from '../../src/proxy/services/index.ts'
import { documents } from '../../src/store/documents/index.ts'
import { type Block, type Page, pagePaths, readPage } from './pages.ts'
import { createReader, type Reader } from './reader.ts'

const pages = pagePaths()
  .filter((path) => /^(README|docs\/guide\/[\w-]+)\.md$/.test(path))
  .map(readPage)

const isCommands = ({ info }: Block): boolean => info === 'sh'
const titleOf = ({ path }: Page, { line, text }: Block): string => `${path}:${line} ${text.trim().split('\n')[0]}`

for (const page of pages) {
  describe.concurrent(page.path, () => {
    let reader: Reader
    beforeAll(() => {
      reader = createReader()
    })
    afterAll(() => reader.end())

    const steps = page.blocks.filter((block) => isCommands(block) || block.marks.has('file'))
    for (const block of steps) {
      const needs = block.marks.get('needs')
      const title = titleOf(page, block)
      if (needs !== undefined) test.skip(`${title} (needs ${needs})`, () => undefined)
      else if (isCommands(block)) test.sequential(title, () => follow(reader, block), 60_000)
      else test.sequential(title, () => put(reader, block))
    }
  })
}

/** What the page takes for granted, behind `first:` above a block. */
const prepare = async (reader: Reader, { marks }: Block): Promise<void> => {
  const { code, said } = await reader.run(marks.get('first') ?? '')
  expect(code, said).toBe(0)
}

const follow = async (reader: Reader, block: Block): Promise<void> => {
  await prepare(reader, block)
  const { code, said } = await reader.run(block.text)
  expect(code, said).toBe(Number(block.marks.get('exit') ?? 0))
}

/** A document that a page shows must be one that CLP reads. */
const put = async (reader: Reader, block: Block): Promise<void> => {
  await prepare(reader, block)
  const file = block.marks.get('file') ?? ''
  const document = [...documents, ...services.map((service) => service.document)].find((known) => known.file === file)
  if (document === undefined) throw new Error(`There is no document "${file}"`)
  document.parse(block.text)
  reader.write(file, block.text)
}
