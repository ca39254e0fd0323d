/** The reference of problems holds the catalogue as it is, and the replies as the services write them. */
import { expect, test } from 'vitest'
import { PROBLEMS } from '../../src/contract/problem.ts'
import { services } from '../../src/proxy/services/index.ts'
import { readPage } from './pages.ts'

const page = readPage('docs/reference/problems.md')

test('the table is the catalogue', () => {
  const written = [...page.prose.matchAll(/^\| `([\w-]+)` \| (\d+) \| (.+?) \| .{10,} \|$/gm)].map(
    ([, code, status, title]) => [code, { status: Number(status), title }],
  )
  expect(Object.fromEntries(written)).toEqual(PROBLEMS)
})

const examples = page.blocks.flatMap(({ marks, text }) => {
  const service = services.find(({ id }) => id === marks.get('problem'))
  return service === undefined ? [] : [{ service, text }]
})

test.each(examples)('$service.label writes it like this', ({ service, text }) => {
  const code = 'no-upstream'
  const { status, title } = PROBLEMS[code]
  const { body } = service.protocol.errors.write({ code, status, message: title, requestId: '…' })
  expect(JSON.parse(text)).toEqual(JSON.parse(body))
})

test('there is an example for two services', () => {
  expect(examples).toHaveLength(2)
})
