import { describe, expect, it } from 'vitest'
import { FILTER_IDS, type FilterId } from '../../contract/settings.ts'
import { endpoint } from './endpoint.ts'
import { type BadSample, filterSuite, inbound, throughFilters } from './filters.suite.ts'
import { header } from './header.ts'
import { filters } from './index.ts'

/** By filter: a text of its document that is JSON and wrong, and the field at fault. */
const BAD: Readonly<Record<FilterId, BadSample>> = {
  endpoint: ['{"rules":[{"path":"/x"},{"regex":"a("}]}', 'rules.1.regex'],
  mask: ['{"enabled":"maybe"}', 'enabled'],
  header: ['{"blocked_headers":["a",1]}', 'blocked_headers.1'],
  body: ['[{"op":"replace","source":1}]', '0.source'],
}

it('names every filter of the shelf, in the order in which they act', () => {
  expect(filters.map(({ id }) => id)).toEqual(FILTER_IDS)
})

for (const filter of filters) filterSuite(filter, BAD[filter.id])

describe('the endpoint filter', () => {
  const verdict = async (rule: object, request: { method?: string; path: string; query?: string }) => {
    const values = { 'endpoint-filter': endpoint.document.parse(JSON.stringify({ rules: [rule] })) }
    const input = inbound({ ...request, values })
    return throughFilters(input).then(
      () => 'passes',
      (problem: { status: number; message: string }) => {
        expect(input.trace.answeredBy).toBe('blocked')
        return `${problem.status} ${problem.message}`
      },
    )
  }
  const BLOCKED = '403 Endpoint is blocked by proxy'

  it.each([
    '/v1/x',
    '//v1/x',
    '/v1//x',
    '/v1/x/',
    '/v1/./x',
    '/v1/y/../x',
    '/v1/%78',
    '/%76%31/x',
    '/v1/%2e/x',
    '/v1/y/%2E%2e/x',
    '/v1%2fx',
    '/v1%5Cx',
    '/../v1/x',
    '/v1/x;a=1',
    '/v1;a/x',
    '/v1/x;',
    '/v1/x%3Ba',
    '/v1/y/..;/x',
    '/;a/v1;b/;c/x;d',
  ])('is not slipped past by %s', async (path) => {
    expect(await verdict({ path: '/v1/x' }, { path })).toBe(BLOCKED)
    expect(await verdict({ path: '/v1/x', pathMatchType: 'prefix' }, { path })).toBe(BLOCKED)
    expect(await verdict({ regex: '^/v1/x$' }, { path })).toBe(BLOCKED)
  })

  it.each(['/v1/X', '/v1/x/y', '/v1', '/v1/xx', '/v1/%2578'])('does not take %s for /v1/x', async (path) => {
    expect(await verdict({ path: '/v1/x' }, { path })).toBe('passes')
  })

  it.each([
    ['prefix', { prefix: '/v1/' }, '/v1/a/b', true],
    ['prefix by type', { path: '/v1/', pathMatchType: 'prefix' }, '/v1/a', true],
    ['regex anywhere', { regex: 'b+/c' }, '/a/bb/c/d', true],
    ['regex by type', { path: '^/a$', pathMatchType: 'regex' }, '/a/b', false],
    ['path before prefix', { path: '/x', prefix: '/' }, '/a', false],
    ['decoded characters', { path: '/a b/é' }, '/a%20b/%C3%A9', true],
  ])('matches by %s', async (_title, rule, path, blocked) => {
    expect(await verdict(rule, { path })).toBe(blocked ? BLOCKED : 'passes')
  })

  it.each([
    [{ beta: 'true' }, 'beta=true', true],
    [{ beta: true }, 'beta=True', true],
    [{ n: 1 }, 'n=1', true],
    [{ a: null }, 'a', true],
    [{ a: '*' }, 'a=', true],
    [{ a: 'x y' }, 'a=x%20y', true],
    [{ a: '1' }, 'a=1&a=2', true],
    [{ a: '2' }, 'a=1&a=2&a=3', true],
    [{ a: '4' }, 'a=1&a=2&a=3', false],
    [{ a: true }, 'a=False&a=True', true],
    [{ a: '1', b: '2' }, 'b=2;a=1', true],
    [{ a: '1' }, 'b=2;a=1', true],
    [{ a: '1', b: null }, 'a=1', false],
    [{}, '', true],
  ])('holds query %j against %s', async (query, given, blocked) => {
    expect(await verdict({ path: '/x', query }, { path: '/x', query: given })).toBe(blocked ? BLOCKED : 'passes')
  })

  it.each([
    [{ methods: ['get'] }, 'passes'],
    [{ methods: ['get', 'post'] }, BLOCKED],
    [{ methods: ['*'] }, BLOCKED],
    [{ methods: [] }, BLOCKED],
    [{ services: ['codex'] }, 'passes'],
    [{ services: ['Claude '] }, BLOCKED],
    [{ enabled: false }, 'passes'],
    [{ action: { type: 'log' } }, 'passes'],
    [{ action: { type: 'BLOCK', status: 451, message: 'no' } }, '451 no'],
    [{ action: { status: '404' } }, '404 Endpoint is blocked by proxy'],
    [{ action: { status: 0 } }, BLOCKED],
    [{ action: { status: 101 } }, BLOCKED],
  ])('reads %j', async (more, expected) => {
    expect(await verdict({ path: '/x', ...more }, { path: '/x' })).toBe(expected)
  })

  it('lets the first rule in the order of the document decide, looked up or searched', async () => {
    const rules = [
      { id: 'a', regex: 'nothing' },
      { id: 'b', prefix: '/x', methods: ['GET'] },
      { id: 'c', prefix: '/x' },
      { id: 'd', path: '/x' },
    ]
    const first = async (list: readonly object[]) => {
      const values = { 'endpoint-filter': endpoint.document.parse(JSON.stringify({ rules: list })) }
      return throughFilters(inbound({ path: '/x', values })).catch(
        (problem: { outcome: { rule: string } }) => problem.outcome.rule,
      )
    }
    expect(await first(rules)).toBe('c')
    expect(await first([...rules].reverse())).toBe('d')
    expect(await first([{ path: '/x' }])).toBe('#1')
  })
})

describe('the header filter', () => {
  it('removes all of a name, whatever its case, and writes it down once', async () => {
    const input = inbound({ headers: ['X-Real-IP', '1', 'A', 'b', 'x-real-ip', '2', 'User-Agent', 'me'] })
    const values = { 'header-filter': header.document.parse('{"blocked_headers":["X-REAL-IP","user-agent"]}') }
    const passed = await throughFilters(inbound({ headers: input.head.headers, values }))
    expect(passed.head.headers).toEqual(['A', 'b'])
    expect(passed.trace.changes.map(({ target }) => target)).toEqual(['header:x-real-ip', 'header:user-agent'])
  })

  it.each(['x_secret_project', 'X-Secret_Project', 'X.SECRET.PROJECT', 'x-secret~project', 'X-SECRET-PROJECT'])(
    'takes %s for the same name, as programs behind CGI do',
    async (name) => {
      for (const written of ['x-secret-project', 'X_Secret_Project']) {
        const values = { 'header-filter': header.document.parse(JSON.stringify({ blocked_headers: [written] })) }
        const headers = [name, 'v', 'x-secret', 'stays', 'xsecretproject', 'stays']
        expect((await throughFilters(inbound({ headers, values }))).head.headers).toEqual(headers.slice(2))
      }
    },
  )

  it('removes the seven forwarding headers where there is no file', async () => {
    const names = ['for', 'proto', 'scheme', 'host', 'port', 'server'].map((name) => `X-Forwarded-${name}`)
    const headers = [...names, 'X-Real-IP', 'X-Other'].flatMap((name) => [name, 'v'])
    expect((await throughFilters(inbound({ headers }))).head.headers).toEqual(['X-Other', 'v'])
  })

  it('does nothing when switched off', async () => {
    const values = { 'header-filter': header.document.parse('{"enabled":false,"blocked_headers":["a"]}') }
    expect((await throughFilters(inbound({ headers: ['A', 'b'], values }))).head.headers).toEqual(['A', 'b'])
  })
})
