import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTempHome, type TempHome } from '../../../test/kit/temp-home.ts'
import { homeAt } from '../../store/files/home.ts'
import { exposureNotices } from './exposure-notices.ts'

let home: TempHome
beforeEach(() => {
  home = createTempHome({ auth: {} })
  chmodSync(home.root, 0o755)
  chmodSync(join(home.root, 'auth.json'), 0o600)
})
afterEach(() => home.remove())

const notices = (options: { wide?: boolean; on?: boolean; allowOpen?: boolean } = {}) =>
  exposureNotices({
    home: homeAt(home.root),
    planned: [{ service: 'claude', host: options.wide ? '0.0.0.0' : '127.0.0.1', hostVariable: 'CLP_PROXY_HOST' }],
    access: { required: () => options.on ?? false },
    allowOpen: options.allowOpen ?? false,
    platform: 'linux',
  }).map(({ code, params, fix }) => ({ code, params, command: fix?.command }))

describe('exposureNotices', () => {
  test('has nothing to say when all is well', () => {
    expect(notices()).toEqual([])
    expect(notices({ wide: true, on: true, allowOpen: true })).toEqual([])
  })

  test('warns while a listener is unprotected on purpose', () => {
    const params = { address: '0.0.0.0', service: 'claude' }
    expect(notices({ wide: true, allowOpen: true })).toEqual([{ code: 'open-door', params, command: 'clp auth on' }])
  })

  test('says why strangers are refused when access was switched off later', () => {
    expect(notices({ wide: true })).toMatchObject([{ code: 'this-machine-only', command: 'clp auth on' }])
  })

  test('names files that others can read, with the command that closes them', () => {
    const file = join(home.root, 'auth.json')
    chmodSync(file, 0o644)
    expect(notices()).toEqual([{ code: 'home-readable', params: { file }, command: `chmod go= '${file}'` }])
  })
})
