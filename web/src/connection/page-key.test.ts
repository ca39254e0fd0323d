import { expect, it } from 'vitest'
import { createPageKeys } from './page-key.ts'

const storage = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
}

it('is the same in every tab of an origin, and another for each CLP beneath it', () => {
  const shared = storage()
  const [one, two, other] = ['/', '/', '/clp/'].map((path) =>
    createPageKeys(new URL(path, 'http://host:3300'), () => shared),
  )
  one?.keep('first')
  expect([one?.read(), two?.read(), other?.read()]).toEqual(['first', 'first', undefined])
  two?.keep('second')
  expect(one?.read()).toBe('second')
})

it('stays with a page that may store nothing', () => {
  const keys = createPageKeys(new URL('http://host/'), () => {
    throw new Error('SecurityError')
  })
  expect(keys.read()).toBeUndefined()
  keys.keep('mine')
  expect(keys.read()).toBe('mine')
})
