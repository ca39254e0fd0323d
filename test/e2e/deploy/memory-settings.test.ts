/** Every way to start a daemon gives it the same settings of memory as `clp start`, as far as a file that outlives its Node can. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { launchd } from '../../../src/cli/service-managers/launchd.ts'
import { systemd } from '../../../src/cli/service-managers/systemd.ts'
import { MEMORY_SETTINGS } from '../../../src/daemon/supervisor/memory-settings.ts'
import { SERVICE_FLAGS } from '../../../src/daemon/supervisor/node-flags.ts'

const shipped = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../deploy/${name}`, import.meta.url)), 'utf8')

/** The variables of the C library that a text sets, by name. */
const settingsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/\b(MALLOC_\w+)=(\w+)/g)].map(([, name, value]) => [name, value]))

const setup = (variables: Readonly<Record<string, string>>) => ({
  node: '/usr/bin/node',
  script: '/srv/clp/main.js',
  variables,
  home: '/home/a/.clp',
})

const unit = (variables: Readonly<Record<string, string>>): string => systemd.content(setup(variables))

describe('the settings of memory of `clp start` are given by', () => {
  it.each(['clp.service', 'Dockerfile'])('deploy/%s', (name) => {
    expect(settingsIn(shipped(name))).toEqual(MEMORY_SETTINGS)
  })

  it('the unit of `clp service install`, unless the user has chosen others', () => {
    expect(settingsIn(unit({}))).toEqual(MEMORY_SETTINGS)
    expect(settingsIn(unit({ MALLOC_ARENA_MAX: '8' }))).toEqual({ ...MEMORY_SETTINGS, MALLOC_ARENA_MAX: '8' })
  })
})

it.each([
  ['deploy/clp.service', shipped('clp.service')],
  ['deploy/Dockerfile', shipped('Dockerfile')],
  ['the unit of systemd', unit({})],
  ['the agent of launchd', launchd.content(setup({}))],
])('%s names the flags that Node documents, and no others', (_, text) => {
  expect(text.match(/--max[\w-]+=\d+|--heap[\w-]+=\d+/g)).toEqual([...SERVICE_FLAGS])
})
