import { writeFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { createTempHome } from '../../../test/kit/temp-home.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { claude } from '../../proxy/services/claude.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import { homeAt } from '../../store/files/home.ts'
import { servicesInUse } from './services-in-use.ts'

const extra: ClientService = {
  ...claude,
  id: 'extra',
  optional: true,
  portVariable: 'CLP_EXTRA_PORT',
  document: upstreamsDocument('extra', 'messages'),
}

it('runs an optional service once its document is there or its port is chosen, and the others always', () => {
  const home = createTempHome()
  onTestFinished(home.remove)
  const inUse = (environment: Readonly<Record<string, string>>) =>
    servicesInUse([claude, extra], { home: homeAt(home.root), environment }).map(({ id }) => id)
  expect(inUse({})).toEqual(['claude'])
  expect(inUse({ CLP_EXTRA_PORT: '' })).toEqual(['claude'])
  expect(inUse({ CLP_EXTRA_PORT: '0' })).toEqual(['claude', 'extra'])
  writeFileSync(homeAt(home.root).file('extra.json'), '{}')
  expect(inUse({})).toEqual(['claude', 'extra'])
})

it('gives them documents that refuse an upstream at one of their own ports', () => {
  const home = homeAt('/nowhere')
  const [first] = servicesInUse([claude], { home, environment: { CLP_UI_PORT: '4000' } })
  const faults: string[] = []
  const entry = (address: string) => ({ base_url: address, auth_token: 'x' })
  const text = JSON.stringify({
    own: entry('http://localhost:3210'),
    ui: entry('http://[::1]:4000'),
    other: entry('http://localhost:3211'),
  })
  const read = first?.document.parse(text, ({ entry: name, why }) => faults.push(`${name} ${why?.code}`))
  expect(read?.map(({ name }) => name)).toEqual(['other'])
  expect(faults).toEqual(['own address-of-clp', 'ui address-of-clp'])
})
