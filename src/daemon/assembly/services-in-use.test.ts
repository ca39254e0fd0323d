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
