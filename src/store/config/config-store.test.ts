import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConfigHome, createConfigHome, namesIn } from '../../../test/kit/config-home.ts'
import { entry } from '../../../test/kit/temp-home.ts'
import { accessDocument } from '../documents/access.ts'
import { balancingDocument } from '../documents/balancing.ts'
import { upstreamsDocument } from '../documents/upstreams.ts'

let home: ConfigHome
beforeEach(() => {
  home = createConfigHome()
})
afterEach(() => home.remove())

const claude = upstreamsDocument('claude', 'messages')

describe('opening', () => {
  test('reads what there is and writes nothing', () => {
    home.write({ claude: { a: entry('https://a'), b: entry('https://b', { active: true }) } })
    const before = readFileSync(home.path('claude.json'))
    const store = home.open()
    expect(namesIn(store)).toEqual(['a', 'b'])
    expect(store.snapshot().active('claude')?.name).toBe('b')
    expect(store.snapshot().active('codex')).toBeUndefined()
    expect(store.snapshot().pool('unheard-of')).toEqual([])
    expect(readdirSync(home.root)).toEqual(['claude.json'])
    expect(readFileSync(home.path('claude.json'))).toEqual(before)
  })

  test('needs no home', () => {
    rmSync(home.root, { recursive: true })
    expect(home.open().rejections()).toEqual([])
  })

  test('gives an absent document its empty value and says that its text is a template', () => {
    const store = home.open()
    expect(store.snapshot().get(balancingDocument)).toBe(balancingDocument.empty)
    expect(store.read('lb')).toMatchObject({ exists: false, text: balancingDocument.template })
    expect(() => store.read('nothing')).toThrow('There is no document "nothing"')
  })

  test('with a bad file leaves it alone, holds nothing, and says where it is wrong', () => {
    home.write({ claude: '{\n  "a": {"base_url": 1},\n}' })
    const store = home.open()
    expect(namesIn(store)).toEqual([])
    expect(store.rejections()).toEqual([
      expect.objectContaining({ document: 'claude', file: home.path('claude.json'), field: '', line: 3 }),
    ])
    expect(store.snapshot().unusable(claude)?.reason).toContain('it is not JSON')
    expect(home.read('claude.json')).toBe('{\n  "a": {"base_url": 1},\n}')
  })

  test.each(['', '\n', '{', '[]'])('with documents that hold %j says which cannot be done without', (text) => {
    home.write({ auth: text, claude: text, balancing: text })
    const store = home.open()
    expect(store.snapshot().unusable(accessDocument)?.reason).toContain('auth.json')
    expect(store.snapshot().unusable(claude)?.reason).toContain('claude.json')
    expect(store.snapshot().unusable(upstreamsDocument('codex', 'responses'))).toBeUndefined()
    expect(store.snapshot().unusable(balancingDocument)).toBeUndefined()
    expect(store.rejections().map(({ document }) => document)).toEqual(['claude', 'auth', 'lb'])
    expect(store.snapshot().get(balancingDocument)).toBe(balancingDocument.empty)
  })

  test.each([
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x7d, 0xff]), 'not UTF-8'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'not UTF-8'],
  ])('refuses %s', (_what, bytes, reason) => {
    writeFileSync(home.path('auth.json'), bytes)
    const store = home.open()
    expect(store.snapshot().unusable(accessDocument)?.reason).toContain(reason)
    expect(() => store.read('auth')).toThrow(reason)
  })

  test('takes neither a folder nor a link to nothing for an absent file', () => {
    mkdirSync(home.path('auth.json'))
    symlinkSync(home.path('nowhere'), home.path('filter.json'))
    const store = home.open()
    expect(store.rejections().map(({ document, reason }) => [document, reason])).toEqual([
      ['auth', 'Cannot read "auth.json": it is a folder (EISDIR)'],
      ['filter', 'Cannot read "filter.json": it is a symbolic link to a file that does not exist'],
    ])
  })
})

describe('a document that protects', () => {
  const locked = { enabled: true, tokens: [{ token: 'clp_x', name: 'x' }] }

  test('keeps its last good rules when its text turns bad', () => {
    home.write({ auth: locked })
    const store = home.open()
    home.write({ auth: '{"enabled": false' })
    store.refresh()
    expect(store.snapshot().get(accessDocument).enabled).toBe(true)
    expect(store.snapshot().unusable(accessDocument)).toBeUndefined()
    expect(store.rejections()).toHaveLength(1)
  })

  test('is unusable when its first text is bad, and usable when that is mended or deleted', () => {
    const store = home.open()
    home.write({ auth: '{' })
    store.refresh()
    expect(store.snapshot().unusable(accessDocument)).toBeDefined()
    home.write({ auth: locked })
    store.refresh()
    expect(store.snapshot().unusable(accessDocument)).toBeUndefined()
    rmSync(home.path('auth.json'))
    store.refresh()
    expect(store.snapshot().get(accessDocument).enabled).toBe(false)
    home.write({ auth: '{' })
    store.refresh()
    expect(store.snapshot().unusable(accessDocument)).toBeDefined()
    rmSync(home.path('auth.json'))
    store.refresh()
    expect(store.snapshot().unusable(accessDocument)).toBeUndefined()
  })
})

test('upstreams are judged again when it becomes known which addresses are our own', () => {
  home.write({ claude: { a: entry('http://localhost:4000'), b: entry('https://b') } })
  let own = ''
  const judged = upstreamsDocument('claude', 'messages', (address) => address === own)
  const store = home.open({ upstreamDocuments: new Map([['claude', judged]]) })
  const pool = store.snapshot().pool('claude')
  const seen: string[] = []
  store.subscribe(({ changed, faults }) =>
    seen.push(`${changed.map(({ document }) => document)}: ${faults.map((f) => f.why?.code)}`),
  )
  store.reconsider()
  expect([seen, store.snapshot().pool('claude') === pool]).toEqual([[], true])
  own = 'http://localhost:4000'
  store.reconsider()
  store.reconsider()
  expect(namesIn(store)).toEqual(['b'])
  expect(seen).toEqual(['claude: address-of-clp'])
})
