import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchFiles } from './watch.ts'

const NEVER_MS = 3_600_000

let root: string
let undo: () => void
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clp-watch-'))
  undo = () => undefined
})
afterEach(() => {
  undo()
  rmSync(root, { recursive: true })
})

/** Watches, and gives a function that waits until a path was touched, however long ago. */
const watching = (names: readonly string[], pollMs = NEVER_MS) => {
  const touched: string[] = []
  let heard: () => void = () => undefined
  undo = watchFiles({
    paths: names.map((name) => join(root, name)),
    pollMs,
    isUnsettled: () => false,
    onTouched: (path) => {
      touched.push(path)
      heard()
    },
  })
  const until = async (name: string): Promise<void> => {
    while (!touched.includes(join(root, name))) {
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    }
  }
  return { touched, until }
}

test('hears of its own files and of no others in the same folder', async () => {
  const { touched, until } = watching(['a.json', 'b.json'])
  writeFileSync(join(root, 'clp.db-wal'), 'x')
  writeFileSync(join(root, 'a.json'), 'x')
  writeFileSync(join(root, 'clp.db-wal'), 'y')
  writeFileSync(join(root, 'b.json'), 'x')
  await until('b.json')
  expect(new Set(touched)).toEqual(new Set([join(root, 'a.json'), join(root, 'b.json')]))
})

test('hears of files in a folder that is made later', async () => {
  const { touched, until } = watching(['a.json', 'data/b.json'])
  mkdirSync(join(root, 'data'))
  writeFileSync(join(root, 'data/b.json'), 'x')
  await until('data/b.json')
  touched.length = 0
  writeFileSync(join(root, 'data/b.json'), 'y')
  await until('data/b.json')
})

test('goes over to a folder that has taken the place of the former', async () => {
  mkdirSync(join(root, 'home'))
  const { touched, until } = watching(['home/a.json'], 10)
  renameSync(join(root, 'home'), join(root, 'former'))
  mkdirSync(join(root, 'home'))
  writeFileSync(join(root, 'home/a.json'), 'x')
  await until('home/a.json')
  touched.length = 0
  writeFileSync(join(root, 'home/a.json'), 'longer')
  await until('home/a.json')
})

test('follows a link that is turned to another file', async () => {
  for (const name of ['one', 'two']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'real'), name)
  }
  symlinkSync(join(root, 'one/real'), join(root, 'a.json'))
  const { touched, until } = watching(['a.json'], 10)
  writeFileSync(join(root, 'one/real'), 'again')
  await until('a.json')
  unlinkSync(join(root, 'a.json'))
  symlinkSync(join(root, 'two/real'), join(root, 'a.json'))
  touched.length = 0
  await until('a.json')
})

test('hears nothing after it was undone', async () => {
  const { touched } = watching(['a.json'], 1)
  undo()
  writeFileSync(join(root, 'a.json'), 'x')
  const { until } = watching(['b.json'])
  writeFileSync(join(root, 'b.json'), 'x')
  await until('b.json')
  expect(touched).toEqual([])
})
