import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ConfigHome, createConfigHome, namesIn } from '../../../test/kit/config-home.ts'
import { upstreamsDocument } from '../documents/upstreams.ts'

/** Built by the set-up of the tests, because a child process cannot run TypeScript on Node 20. */
const built = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../build/store/${path}`, import.meta.url)))

let home: ConfigHome
let children: ChildProcess[]
beforeEach(() => {
  home = createConfigHome()
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  home.remove()
})

/** A process with a store of its own that adds upstreams one after the other, and prints the name of each once it is saved. */
const startWriter = (prefix: string, count: number): ChildProcess => {
  const script = `
    const { openConfigStore } = await import(${built('config/config-store.js')})
    const { homeAt } = await import(${built('files/home.js')})
    const { addUpstream } = await import(${built('documents/upstream-edits.js')})
    const { upstreamsDocument } = await import(${built('documents/upstreams.js')})
    const store = openConfigStore({
      home: homeAt(${JSON.stringify(home.root)}),
      documents: [],
      upstreamDocuments: new Map([['claude', upstreamsDocument('claude', 'messages')]]),
      watch: false,
    })
    for (let index = 0; index < ${count}; index += 1) {
      const name = '${prefix}' + index
      const upstream = { name, baseUrl: 'https://' + 'x'.repeat(2000), authToken: name }
      await store.update('claude', (text) => addUpstream(text, upstream))
      process.stdout.write(name + ' ')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

test('processes that write at the same time lose nothing of each other', async () => {
  const writers = ['a', 'b', 'c'].map((prefix) => startWriter(prefix, 12))
  const store = home.open()
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0])
  const wanted = ['a', 'b', 'c'].flatMap((prefix) => Array.from({ length: 12 }, (_, index) => `${prefix}${index}`))
  store.refresh()
  expect(namesIn(store).toSorted()).toEqual(wanted.toSorted())
  expect(store.rejections()).toEqual([])
})

test('a writer killed at any moment leaves a whole file, and the next one goes on', async () => {
  const { parse } = upstreamsDocument('claude', 'messages')
  const saved: string[] = []
  for (let round = 0; round < 8; round += 1) {
    const writer = startWriter(`r${round}-`, 1000)
    let said = ''
    writer.stdout?.on('data', (chunk) => {
      said += String(chunk)
    })
    await once(writer.stdout ?? writer, 'data')
    // Not a wait for anything: it only moves the blow to another place of the writer's work.
    await wait(round * 3)
    writer.kill('SIGKILL')
    await once(writer, 'close')
    saved.push(...said.split(' ').slice(0, -1))
    const text = home.read('claude.json')
    const names = parse(text).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(saved))
  }
  const store = home.open({ watch: false })
  const before = namesIn(store)
  await store.update('claude', (text) => text.replace('"r0-0"', '"renamed"'))
  expect(namesIn(store)).toEqual(before.map((name) => (name === 'r0-0' ? 'renamed' : name)))
  const left = readdirSync(home.root, { recursive: true }).map(String)
  expect(left.filter((name) => !name.startsWith('run')).toSorted()).toEqual([
    'claude.json',
    'data',
    join('data', 'history'),
    join('data', 'history', 'claude.json'),
  ])
})
