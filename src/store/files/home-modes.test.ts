import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTempHome, type TempHome } from '../../../test/kit/temp-home.ts'
import { homeAt } from './home.ts'
import { readableByOthers } from './home-modes.ts'

let home: TempHome
beforeEach(() => {
  home = createTempHome()
  mkdirSync(join(home.root, 'data'), { mode: 0o755 })
  chmodSync(home.root, 0o755)
  write('auth.json', 0o600)
})
afterEach(() => home.remove())

const write = (name: string, mode: number): void => {
  writeFileSync(join(home.root, name), '{}')
  chmodSync(join(home.root, name), mode)
}
const found = (platform: NodeJS.Platform = 'linux'): readonly string[] =>
  readableByOthers(homeAt(home.root), platform).map((path) => path.slice(home.root.length + 1))

describe('readableByOthers', () => {
  test('names files that group or others can read, in every folder', () => {
    write('claude.json', 0o640)
    write('codex.json', 0o604)
    write('data/clp.db', 0o644)
    write('filter.json', 0o611)
    expect(found()).toEqual(['claude.json', 'codex.json', 'data/clp.db'])
    expect(found('win32')).toEqual([])
  })

  test('follows links: what counts is who can read the text', () => {
    write('elsewhere', 0o644)
    symlinkSync(join(home.root, 'elsewhere'), join(home.root, 'claude.json'))
    symlinkSync(join(home.root, 'nowhere'), join(home.root, 'codex.json'))
    expect(found()).toEqual(['claude.json', 'elsewhere'])
  })

  test('a closed folder protects what is in it', () => {
    write('data/clp.db', 0o644)
    chmodSync(join(home.root, 'data'), 0o700)
    expect(found()).toEqual([])
    write('claude.json', 0o644)
    chmodSync(home.root, 0o700)
    expect(found()).toEqual([])
  })

  test('a home that is not there is no trouble', () => {
    home.remove()
    expect(found()).toEqual([])
  })
})
