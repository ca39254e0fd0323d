import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConfigHome, createConfigHome, NEVER_MS, namesIn, nextChange } from '../../../test/kit/config-home.ts'
import { entry } from '../../../test/kit/temp-home.ts'
import { balancingDocument } from '../documents/balancing.ts'
import { upstreamsDocument } from '../documents/upstreams.ts'
import type { ConfigChange } from './config.ts'
import { DocumentError } from './document.ts'

let home: ConfigHome
beforeEach(() => {
  home = createConfigHome()
})
afterEach(() => home.remove())

describe('a change by hand', () => {
  test.each([
    ['written in place', (text: string) => writeFileSync(home.path('claude.json'), text)],
    [
      'put in place by rename',
      (text: string) => {
        writeFileSync(home.path('claude.json~'), text)
        renameSync(home.path('claude.json~'), home.path('claude.json'))
      },
    ],
    [
      'deleted and made again',
      (text: string) => {
        unlinkSync(home.path('claude.json'))
        writeFileSync(home.path('claude.json'), text)
      },
    ],
  ])('%s is in force when its event is heard', async (_how, write) => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open()
    const change = nextChange(store)
    write(JSON.stringify({ b: entry('https://b') }))
    expect((await change).changed).toEqual([{ document: 'claude', version: store.read('claude').version }])
    expect(namesIn(store)).toEqual(['b'])
  })

  test('that is bad changes nothing, is told once, and is over when mended', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open()
    const before = store.snapshot()
    const refused = nextChange(store)
    home.write({ claude: '["a"]' })
    expect((await refused).rejected).toEqual([expect.objectContaining({ document: 'claude', line: 1 })])
    expect(store.snapshot().pool('claude')).toBe(before.pool('claude'))
    expect(store.snapshot().version).toBe(before.version)
    const told: ConfigChange[] = []
    store.subscribe((change) => told.push(change))
    store.refresh()
    store.refresh()
    expect(told).toEqual([])
    home.write({ claude: { c: entry('https://c') } })
    store.refresh()
    expect(namesIn(store)).toEqual(['c'])
    expect(store.rejections()).toEqual([])
  })

  test('that spoils one entry leaves only that one out, is told once, and is over when mended', async () => {
    home.write({ claude: { a: entry('https://a'), b: entry('https://b') } })
    const store = home.open()
    const spoilt = nextChange(store)
    const text = '{"a": {"base_url": "nowhere"}, "b": {"base_url": "https://b", "weight": "much"}}'
    home.write({ claude: text })
    expect((await spoilt).faults).toMatchObject([
      { document: 'claude', file: home.path('claude.json'), kind: 'left-out', entry: 'a', field: 'a.base_url' },
      { document: 'claude', kind: 'ignored', entry: 'b', field: 'b.weight' },
    ])
    expect(namesIn(store)).toEqual(['b'])
    expect(store.snapshot().active('claude')?.name).toBe('b')
    expect(store.rejections()).toEqual([])
    expect(store.faults()).toEqual(store.snapshot().faults({ id: 'claude' }))
    expect(home.read('claude.json')).toBe(text)
    const later = nextChange(store)
    home.write({ claude: `\n${text}` })
    expect((await later).faults).toEqual([])
    const mended = nextChange(store)
    home.write({ claude: { a: entry('https://a') } })
    await mended
    expect(store.faults()).toEqual([])
    expect(namesIn(store)).toEqual(['a'])
  })

  test('back to the good text ends the rejection without a new version', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const good = home.read('claude.json')
    const store = home.open()
    home.write({ claude: '{' })
    store.refresh()
    const { version } = store.snapshot()
    const mended = nextChange(store)
    home.write({ claude: good })
    expect((await mended).changed).toEqual([])
    expect(store.rejections()).toEqual([])
    expect(store.snapshot().version).toBe(version)
  })

  test('seen in the middle of a saving is not believed at once', async () => {
    home.write({ claude: { a: entry('https://a') }, codex: {} })
    const store = home.open({ settleMs: NEVER_MS })
    const fence = nextChange(store, ({ changed }) => changed[0]?.document === 'codex')
    home.write({ claude: '' })
    home.write({ claude: '{"a": {"base' })
    rmSync(home.path('claude.json'))
    home.write({ codex: { x: entry('https://x') } })
    await fence
    expect(namesIn(store)).toEqual(['a'])
    expect(store.rejections()).toEqual([])
    store.refresh()
    expect(namesIn(store)).toEqual([])
  })

  test.each([
    ['nothing', '', 'the file is empty'],
    ['blanks', ' \r\n\t', 'the file is empty'],
    ['a byte order mark', '\uFEFF\n', 'the file is empty'],
    ['a beginning', '{"a": {"base_url": "https://oth', 'it is not JSON'],
    ['zeros', '\0'.repeat(64), 'it is not JSON'],
  ])('that leaves %s in the file changes nothing, is told, and is over when the rest is written', async (...row) => {
    const [, text, reason] = row
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open()
    const before = store.snapshot()
    const told = nextChange(store)
    home.write({ claude: text })
    expect(await told).toMatchObject({ changed: [], rejected: [{ document: 'claude' }] })
    expect(store.rejections().map((rejection) => rejection.reason)[0]).toContain(reason)
    expect(store.snapshot().pool('claude')).toBe(before.pool('claude'))
    expect(store.snapshot().unusable(upstreamsDocument('claude', 'messages'))).toBeUndefined()
    const mended = nextChange(store)
    home.write({ claude: { b: entry('https://b') } })
    await mended
    expect(namesIn(store)).toEqual(['b'])
    expect(store.rejections()).toEqual([])
  })

  test('that deletes the file is believed after a second look', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open()
    const gone = nextChange(store)
    rmSync(home.path('claude.json'))
    await gone
    expect(namesIn(store)).toEqual([])
    expect(store.rejections()).toEqual([])
  })

  test('of another document leaves the value object the same', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open()
    const pool = store.snapshot().pool('claude')
    home.write({ codex: { a: entry('https://a') } })
    store.refresh()
    expect(store.snapshot().pool('claude')).toBe(pool)
    expect(namesIn(store, 'codex')).toEqual(['a'])
  })

  test('does not reach a snapshot taken before it', () => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open()
    const before = store.snapshot()
    home.write({ claude: { b: entry('https://b') } })
    store.refresh()
    expect(before.active('claude')?.name).toBe('a')
    expect(store.snapshot().version).toBe(before.version + 1)
  })

  test('behind a symbolic link is heard', async () => {
    mkdirSync(home.path('elsewhere'))
    writeFileSync(home.path('elsewhere/real.json'), JSON.stringify({ a: entry('https://a') }))
    symlinkSync(home.path('elsewhere/real.json'), home.path('claude.json'))
    const store = home.open()
    const change = nextChange(store)
    writeFileSync(home.path('elsewhere/real.json'), JSON.stringify({ b: entry('https://b') }))
    await change
    expect(namesIn(store)).toEqual(['b'])
  })

  test('in a folder that was not there is heard', async () => {
    const store = home.open()
    const change = nextChange(store)
    home.write({ balancing: { mode: 'sticky' } })
    await change
    expect(store.snapshot().get(balancingDocument).mode).toBe('sticky')
  })

  test('that could not be read for a moment is read again, though the file looks the same', async () => {
    let trouble = 3
    const moody: typeof balancingDocument = {
      ...balancingDocument,
      parse: (text) => {
        trouble -= 1
        if (trouble >= 0) throw new DocumentError('Too many open files')
        return balancingDocument.parse(text)
      },
    }
    home.write({ balancing: { mode: 'sticky' } })
    const store = home.open({ documents: [moody], pollMs: 10 })
    expect(store.rejections()).toHaveLength(1)
    await nextChange(store, ({ changed }) => changed.length > 0)
    expect(store.snapshot().get(moody).mode).toBe('sticky')
    expect(store.rejections()).toEqual([])
  })

  test('is seen without events, and after the home was removed and made again', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open({ pollMs: 10 })
    const gone = nextChange(store)
    rmSync(home.root, { recursive: true })
    await gone
    // Requests go on, and the operator is told.
    expect(namesIn(store)).toEqual(['a'])
    expect(store.rejections().map(({ reason }) => reason)).toEqual(['Cannot read "claude.json": its folder is gone'])
    const back = nextChange(store)
    mkdirSync(home.root)
    home.write({ claude: { b: entry('https://b') } })
    await back
    expect(namesIn(store)).toEqual(['b'])
  })
})
