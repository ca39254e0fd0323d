/** Every way to start a daemon gives it the same settings of memory as `clp start`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { systemd } from '../../../src/cli/service-managers/systemd.ts'
import { MEMORY_SETTINGS } from '../../../src/daemon/supervisor/memory-settings.ts'

const shipped = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../deploy/${name}`, import.meta.url)), 'utf8')

/** The variables of the C library that a text sets, by name. */
const settingsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/\b(MALLOC_\w+)=(\w+)/g)].map(([, name, value]) => [name, value]))

const unit = (variables: Readonly<Record<string, string>>): string =>
  systemd.content({ node: '/usr/bin/node', script: '/srv/clp/main.js', variables, home: '/home/a/.clp' })

describe('the settings of memory of `clp start` are given by', () => {
  it.each(['clp.service', 'Dockerfile'])('deploy/%s', (name) => {
    expect(settingsIn(shipped(name))).toEqual(MEMORY_SETTINGS)
  })

  it('the unit of `clp service install`, unless the user has chosen others', () => {
    expect(settingsIn(unit({}))).toEqual(MEMORY_SETTINGS)
    expect(settingsIn(unit({ MALLOC_ARENA_MAX: '8' }))).toEqual({ ...MEMORY_SETTINGS, MALLOC_ARENA_MAX: '8' })
  })
})
