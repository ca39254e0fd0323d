import { describe, expect, test } from 'vitest'
import { StartFailure } from '../../process/start-failure.ts'
import { checkExposure, exposedServices, isLocalHost, type PlannedListener, readExposure } from './exposure.ts'

const planned = (service: string, host: string): PlannedListener => ({
  service,
  host,
  hostVariable: service === 'ui' ? 'CLP_UI_HOST' : 'CLP_PROXY_HOST',
})
const required = (...services: readonly string[]) => ({ required: (service: string) => services.includes(service) })
const strict = { allowOpen: false, accessOn: false }

describe('isLocalHost', () => {
  test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LocalHost', '::1', '[::1]', '::ffff:127.0.0.1'])(
    '%s is',
    (host) => {
      expect(isLocalHost(host)).toBe(true)
    },
  )
  test.each(['0.0.0.0', '::', '192.168.1.5', 'myhost', '127.0.0.1.evil.example', '1270.0.1', ''])(
    '%j is not',
    (host) => {
      expect(isLocalHost(host)).toBe(false)
    },
  )
})

describe('checkExposure', () => {
  test('says nothing while everything stays on this machine', () => {
    expect(checkExposure([planned('ui', '127.0.0.1'), planned('claude', '::1')], required(), strict)).toEqual([])
  })

  test('refuses a wide listener without access, naming its variable', () => {
    const failure = thrown(() =>
      checkExposure([planned('ui', '127.0.0.1'), planned('claude', '0.0.0.0')], required('ui'), strict),
    )
    expect(failure.reason).toEqual({ code: 'open-door', host: '0.0.0.0', variable: 'CLP_PROXY_HOST' })
  })

  test('names the service whose own switch is off', () => {
    const listeners = [planned('claude', '0.0.0.0'), planned('codex', '0.0.0.0')]
    const failure = thrown(() => checkExposure(listeners, required('claude'), { allowOpen: false, accessOn: true }))
    expect(failure.reason).toMatchObject({ code: 'open-door', service: 'codex' })
    expect(failure.message).toContain('services.codex')
  })

  test('lets it be with access on, or where it is allowed', () => {
    const listeners = [planned('ui', '0.0.0.0'), planned('claude', '0.0.0.0')]
    expect(checkExposure(listeners, required('ui', 'claude'), strict)).toEqual([])
    expect(checkExposure(listeners, required('ui'), { allowOpen: true, accessOn: true })).toEqual([
      planned('claude', '0.0.0.0'),
    ])
  })
})

test('exposed are the wide listeners that nobody allowed to be open', () => {
  const listeners = [planned('ui', '127.0.0.1'), planned('claude', '0.0.0.0')]
  const exposed = exposedServices(listeners, { allowOpen: false })
  expect(['ui', 'claude', 'codex'].filter(exposed)).toEqual(['claude'])
  expect(exposedServices(listeners, { allowOpen: true })('claude')).toBe(false)
})

test('the settings come from the environment', () => {
  const exposure = readExposure(
    { CLP_ALLOWED_HOSTS: 'clp.lan', CLP_TRUSTED_PROXIES: '10.0.0.1', CLP_ALLOW_OPEN: '1' },
    [],
  )
  expect(exposure.rules.names).toEqual([{ name: 'clp.lan' }])
  expect(exposure.trusted('10.0.0.1')).toBe(true)
  expect(exposure.allowOpen).toBe(true)
  expect(readExposure({}, []).allowOpen).toBe(false)
  expect(readExposure({ CLP_ALLOW_OPEN: '0' }, []).allowOpen).toBe(false)
  expect(readExposure({ CLP_UI_HOST: 'clp.lan' }).rules.own).toContain('clp.lan')
  expect(readExposure({ CLP_PROXY_HOST: 'proxy.lan' }).rules.own).toContain('proxy.lan')
  expect(readExposure({ CLP_UI_HOST: '0.0.0.0', CLP_PROXY_HOST: '::1' }).rules.own.join()).not.toMatch(/0\.0\.0\.0|::1/)
})

const thrown = (act: () => unknown): StartFailure => {
  try {
    act()
  } catch (error) {
    if (error instanceof StartFailure) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}
