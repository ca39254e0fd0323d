import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { listen } from '../../../test/kit/fake-upstream.ts'
import type { StartFailureReason } from '../../process/start-failure.ts'
import { homeAt } from '../../store/files/home.ts'
import type { Cli } from '../context/cli.ts'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import { startError } from './start-error.ts'

const home = homeAt(mkdtempSync(join(tmpdir(), 'clp-start-error-')))
afterAll(() => rmSync(home.root, { recursive: true, force: true }))

const shown = async (reason: StartFailureReason, messages = en) => {
  const { message, hints, exitCode } = await startError({ messages, home } as unknown as Cli, reason, '/run/ui.log')
  return { text: [message, ...hints].join('\n'), exitCode }
}

const REASONS: readonly (readonly [StartFailureReason, RegExp])[] = [
  [{ code: 'already-running', pid: 7 }, /process 7.*clp-start-error/s],
  [{ code: 'home-unwritable', path: '/x', system: 'EROFS' }, /"\/x": EROFS.*CLP_HOME/s],
  [{ code: 'address-unavailable', what: 'UI', host: '::1', port: 9, system: 'EACCES' }, /::1:9 for UI: EACCES/],
  [{ code: 'open-door', host: '0.0.0.0', variable: 'CLP_UI_HOST' }, /clp auth generate --name me\n {2}clp auth on$/],
  [{ code: 'open-door', host: '0.0.0.0', variable: 'CLP_UI_HOST', service: 'one' }, /clp auth on --service one$/],
  [{ code: 'failed', message: 'Cannot do it' }, /Cannot do it\n.*\/run\/ui\.log/],
]

describe('why CLP did not start', () => {
  it.each(REASONS)('%j is said in English and Chinese', async (reason, english) => {
    expect(await shown(reason)).toEqual({ text: expect.stringMatching(english), exitCode: 1 })
    expect((await shown(reason, zh)).text).toMatch(/\p{Script=Han}/u)
  })

  it('names the program that holds the port, and the variable that sets another', async () => {
    const server = createServer()
    const port = await listen(server)
    const { text } = await shown({ code: 'port-in-use', what: 'UI', host: '127.0.0.1', port, variable: 'CLP_UI_PORT' })
    if (process.platform === 'linux') expect(text).toContain(`(process ${process.pid})`)
    expect(text).toContain('CLP_UI_PORT')
    server.close()
  })

  it('says that the port is in use when nobody can say by whom', async () => {
    const { text } = await shown({
      code: 'port-in-use',
      what: 'UI',
      host: '127.0.0.1',
      port: 1,
      variable: 'CLP_UI_PORT',
    })
    expect(text).toContain('the port is in use')
  })
})
