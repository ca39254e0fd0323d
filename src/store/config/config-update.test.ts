import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConfigHome, createConfigHome, namesIn, nextChange } from '../../../test/kit/config-home.ts'
import { entry } from '../../../test/kit/temp-home.ts'
import { balancingDocument } from '../documents/balancing.ts'
import { activateUpstream, addUpstream, renameUpstream, setUpstream } from '../documents/upstream-edits.ts'
import { DocumentBusy } from '../files/file-errors.ts'
import type { ConfigChange } from './config.ts'
import { VersionConflict } from './document.ts'

let home: ConfigHome
beforeEach(() => {
  home = createConfigHome()
})
afterEach(() => home.remove())

const add = (name: string) => (text: string) => addUpstream(text, { name, baseUrl: `https://${name}` })

describe('update', () => {
  test('is on disk and in force when it returns, private to its user', async () => {
    const store = home.open({ watch: false })
    const written = await store.update('claude', add('a'))
    expect(namesIn(store)).toEqual(['a'])
    expect(written).toEqual(store.read('claude'))
    expect(written.exists).toBe(true)
    await store.update('lb', (text) => text.replace('active-first', 'sticky'))
    expect(statSync(home.path('claude.json')).mode & 0o777).toBe(0o600)
    expect(statSync(home.path('data')).mode & 0o777).toBe(0o700)
    expect(readdirSync(home.root).toSorted()).toEqual(['claude.json', 'data', 'run'])
  })

  test('narrows the rights of a file that others could read', async () => {
    home.write({ claude: {} })
    chmodSync(home.path('claude.json'), 0o644)
    await home.open().update('claude', add('a'))
    expect(statSync(home.path('claude.json')).mode & 0o777).toBe(0o600)
  })

  test('works on the text as it is on disk, not as it is in force', async () => {
    const store = home.open({ watch: false })
    home.write({ claude: { hand: entry('https://hand') } })
    await store.update('claude', add('a'))
    expect(namesIn(store)).toEqual(['hand', 'a'])
  })

  test('refuses a result that is not valid and leaves the file alone', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const before = home.read('claude.json')
    const store = home.open()
    await expect(store.update('claude', () => '{"a": {}}')).rejects.toMatchObject({
      name: 'DocumentError',
      field: 'a.base_url',
    })
    expect(home.read('claude.json')).toBe(before)
    expect(readdirSync(home.root).toSorted()).toEqual(['claude.json', 'run'])
    expect(namesIn(store)).toEqual(['a'])
  })

  test('never edits a text that cannot be read, but lets it be replaced', async () => {
    home.write({ claude: '{"a": {"base_url": "https://a"},}' })
    const store = home.open()
    await expect(store.update('claude', add('b'))).rejects.toThrow('Cannot read the present upstreams')
    expect(home.read('claude.json')).toContain('"https://a"')
    await store.update('claude', () => '{"c": {"base_url": "https://c"}}')
    expect(namesIn(store)).toEqual(['c'])
    expect(store.rejections()).toEqual([])
  })

  test('is refused for what it brings, not for what was there', async () => {
    const text = '{"bad": {"base_url": "nowhere"}, "b": {"base_url": "https://b", "weight": "much"}}'
    home.write({ claude: text })
    const store = home.open({ watch: false })
    await store.update('claude', add('c'))
    expect(namesIn(store)).toEqual(['b', 'c'])
    expect(home.read('claude.json')).toContain('"bad": {"base_url": "nowhere"}')
    const worse = store.update('claude', (present) => present.replace('"https://b"', '"nowhere"'))
    await expect(worse).rejects.toMatchObject({ name: 'DocumentError', field: 'b.base_url', line: 1 })
    await expect(store.update('claude', () => text.replace('much', 'more'))).resolves.toBeDefined()
    await expect(store.update('claude', () => '{"c": {"base_url": "nowhere"}}')).rejects.toThrow('c.base_url')
    expect(namesIn(store)).toEqual(['b'])
    await store.update('claude', (present) => setUpstream(present, 'bad', { baseUrl: 'https://bad' }))
    expect(namesIn(store)).toEqual(['bad', 'b'])
    expect(store.faults()).toMatchObject([{ entry: 'b', field: 'b.weight' }])
  })

  test('of an empty file starts from what is in force, so that nothing of it is lost', async () => {
    home.write({ claude: { a: entry('https://a') } })
    const store = home.open({ watch: false })
    home.write({ claude: '' })
    await store.update('claude', add('b'), store.read('claude').version)
    expect(namesIn(store)).toEqual(['a', 'b'])
    expect(Object.keys(JSON.parse(home.read('claude.json')))).toEqual(['a', 'b'])
    home.write({ claude: ' ' })
    store.refresh()
    await store.update('claude', (text) => text)
    expect(namesIn(store)).toEqual(['a', 'b'])
    expect(store.rejections()).toEqual([])
  })

  test('of a file that was empty from the start begins with its template', async () => {
    home.write({ claude: '\n' })
    const store = home.open({ watch: false })
    await store.update('claude', add('a'))
    expect(namesIn(store)).toEqual(['a'])
    await expect(store.update('claude', () => '')).rejects.toThrow('"claude.json": the file is empty')
    expect(namesIn(store)).toEqual(['a'])
  })

  test('wants the version that was read', async () => {
    const store = home.open()
    const { version } = store.read('claude')
    const first = await store.update('claude', add('a'), version)
    await expect(store.update('claude', add('b'), version)).rejects.toThrow(VersionConflict)
    await store.update('claude', add('b'), first.version)
    expect(namesIn(store)).toEqual(['a', 'b'])
  })

  test('that changes nothing writes nothing', async () => {
    home.write({ claude: { a: entry('https://a', { active: true }) } })
    const store = home.open()
    const { ino } = statSync(home.path('claude.json'))
    const pool = store.snapshot().pool('claude')
    await store.update('claude', (text) => activateUpstream(text, 'a'))
    expect(statSync(home.path('claude.json')).ino).toBe(ino)
    expect(store.snapshot().pool('claude')).toBe(pool)
    expect(await store.update('lb', (text) => text)).toMatchObject({ exists: false })
    expect(readdirSync(home.root)).not.toContain('data')
  })

  test('goes through a symbolic link, which stays', async () => {
    mkdirSync(home.path('elsewhere'))
    writeFileSync(home.path('elsewhere/real.json'), '{}')
    symlinkSync(home.path('elsewhere/real.json'), home.path('claude.json'))
    await home.open().update('claude', add('a'))
    expect(JSON.parse(home.read('elsewhere/real.json'))).toHaveProperty('a')
    expect(readdirSync(home.path('elsewhere'))).toEqual(['real.json'])
  })

  test('is told to listeners, of whom a broken one is fenced', async () => {
    const broken: unknown[] = []
    const store = home.open({ onListenerError: (error) => broken.push(error) })
    const heard: ConfigChange[] = []
    store.subscribe(() => {
      throw new Error('broken')
    })
    const undo = store.subscribe((change) => heard.push(change))
    const { version } = await store.update('claude', add('a'))
    undo()
    await store.update('claude', add('b'))
    expect(broken).toHaveLength(2)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatchObject({ changed: [{ document: 'claude', version }], rejected: [] })
    expect(heard[0]?.snapshot.pool('claude')).toHaveLength(1)
  })

  test('by many at once in one process loses none, also over two stores', async () => {
    const [one, other] = [home.open(), home.open()]
    const wanted = Array.from({ length: 20 }, (_, index) => `u${index}`)
    await Promise.all(wanted.map((name, index) => (index % 2 ? one : other).update('claude', add(name))))
    one.refresh()
    expect(namesIn(one).toSorted()).toEqual(wanted.toSorted())
  })

  test('of a file that an editor saves in the middle begins anew with what the editor wrote', async () => {
    home.write({ claude: {} })
    const store = home.open()
    let rounds = 0
    await store.update('claude', (text) => {
      rounds += 1
      if (rounds === 1) home.write({ claude: { hand: entry('https://hand') } })
      return add('a')(text)
    })
    expect(namesIn(store)).toEqual(['hand', 'a'])
  })

  test('gives up on a file that never rests, and leaves it to the other program', async () => {
    home.write({ claude: {} })
    let rounds = 0
    const store = home.open()
    const endless = store.update('claude', (text) => {
      rounds += 1
      home.write({ claude: { [`hand${rounds}`]: entry('https://hand') } })
      return add('a')(text)
    })
    await expect(endless).rejects.toThrow(DocumentBusy)
    expect(Object.keys(JSON.parse(home.read('claude.json')))).toEqual([`hand${rounds}`])
    expect(readdirSync(home.root).toSorted()).toEqual(['claude.json', 'run'])
  })

  test('survives an update before it that failed', async () => {
    const store = home.open()
    const failed = store.update('claude', () => '[')
    const good = store.update('claude', add('a'))
    await expect(failed).rejects.toThrow()
    await good
    expect(namesIn(store)).toEqual(['a'])
  })
})

describe('updateAll', () => {
  const rename = new Map([
    ['claude', (text: string) => renameUpstream(text, 'a', 'b')],
    ['lb', (text: string) => text.replace('"a"', '"b"')],
  ])

  test('changes all as one change', async () => {
    home.write({ claude: { a: entry('https://a') }, balancing: { services: { claude: { excludedConfigs: ['a'] } } } })
    const store = home.open()
    const change = nextChange(store)
    await store.updateAll(rename)
    expect((await change).changed.map(({ document }) => document)).toEqual(['claude', 'lb'])
    expect(namesIn(store)).toEqual(['b'])
    expect(store.snapshot().get(balancingDocument).services['claude']?.excludedConfigs).toEqual(['b'])
  })

  test('writes none when one is not valid', async () => {
    home.write({ claude: { a: entry('https://a') }, balancing: '{"mode": 1}' })
    const before = home.read('claude.json')
    const store = home.open()
    await expect(store.updateAll(rename)).rejects.toThrow('lb_config.json')
    expect(home.read('claude.json')).toBe(before)
  })
})
