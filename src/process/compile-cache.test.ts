import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { homeAt } from '../store/files/home.ts'
import { forgetCompiled, keepCompiled } from './compile-cache.ts'

const newHome = () => {
  const root = mkdtempSync(join(tmpdir(), 'clp-compiled-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return homeAt(join(root, 'home'))
}

it('makes no home where there is none', () => {
  const home = newHome()
  keepCompiled(home, '2.0.0')
  forgetCompiled(home, '2.0.0')
  expect(existsSync(home.root)).toBe(false)
})

it('forgets what other versions left', () => {
  const home = newHome()
  for (const version of ['1.9.0', '2.0.0', '2.1.0']) mkdirSync(join(home.compiled, version), { recursive: true })
  forgetCompiled(home, '2.0.0')
  expect(readdirSync(home.compiled)).toEqual(['2.0.0'])
})
