/** `clp service`: the files for every system as text, and the real thing under a real systemd. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { managers } from '../../../src/cli/service-managers/index.ts'
import type { Manager } from '../../../src/cli/service-managers/manager.ts'
import { clp } from '../../kit/cli.ts'
import { CLP_MAIN } from '../../kit/clp-process.ts'
import { createUserSystemd, whyNoSystemd } from '../../kit/user-systemd.ts'

vi.setConfig({ testTimeout: 180_000 })

const managerOf = (platform: NodeJS.Platform): Manager => {
  const manager = managers.find((one) => one.platform === platform)
  if (manager === undefined) throw new Error(`No manager for ${platform}`)
  return manager
}

const setup = {
  node: '/opt/node 20/bin/node',
  script: '/srv/100%/a&b/$x/main.js',
  variables: { CLP_HOME: '/home/a "b"\\c', HTTPS_PROXY: 'http://u:p%40x@<proxy>:3128' },
  home: '/home/a/.clp',
}
const user = { directory: '/home/a', uid: 501, environment: {} }

describe('the file for', () => {
  it('systemd escapes quotes, backslashes, specifiers and variables', () => {
    const text = managerOf('linux').content(setup)
    expect(text).toContain(
      'ExecStart="/opt/node 20/bin/node" "--max-semi-space-size=8" "/srv/100%%/a&b/$$x/main.js" "run"\n',
    )
    expect(text).toContain('Environment="CLP_HOME=/home/a \\"b\\"\\\\c"\n')
    expect(text).toContain('Environment="HTTPS_PROXY=http://u:p%%40x@<proxy>:3128"\n')
    expect(managerOf('linux').file(user)).toBe('/home/a/.config/systemd/user/clp.service')
  })

  it('launchd is a property list with everything escaped', () => {
    const text = managerOf('darwin').content(setup)
    expect(text).toContain('<string>/srv/100%/a&amp;b/$x/main.js</string>\n    <string>run</string>')
    expect(text).toContain('<key>HTTPS_PROXY</key>\n    <string>http://u:p%40x@&lt;proxy&gt;:3128</string>')
    const opened = [...text.matchAll(/<([a-z]+)(?: [^>]*)?>/g)].map(([, name]) => name)
    const closed = [...text.matchAll(/<\/([a-z]+)>/g)].map(([, name]) => name)
    expect(opened.sort()).toEqual(closed.sort())
    expect(managerOf('darwin').install(user).at(-1)?.call).toEqual([
      'launchctl',
      'bootstrap',
      'gui/501',
      '/home/a/Library/LaunchAgents/clp-proxy.clp.plist',
    ])
  })

  it('the Task Scheduler sets the variables and starts CLP', () => {
    const text = managerOf('win32').content({ ...setup, variables: { CLP_UI_PORT: '3400' } })
    expect(text).toContain(
      '<Arguments>/d /s /c &quot;set &quot;CLP_UI_PORT=3400&quot;&amp;&amp; &quot;/opt/node 20/bin/node&quot; &quot;/srv/100%/a&amp;b/$x/main.js&quot; start&quot;</Arguments>',
    )
    expect(managerOf('win32').encoding).toBe('utf16le')
  })
})

const missing = whyNoSystemd()

describe.skipIf(missing !== '')(`under systemd${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  it('CLP is installed, comes back after a crash, stays down when stopped, and goes away', () => {
    const systemd = createUserSystemd()
    onTestFinished(systemd.remove)
    const variables = {
      CLP_HOME: join(systemd.directory, 'my home'),
      CLP_UI_PORT: '0',
      CLP_CLAUDE_PORT: '0',
      CLP_CODEX_PORT: '0',
    }
    const run = systemd.run(
      `
clp() { '${process.execPath}' '${CLP_MAIN}' "$@"; }
pid() { systemctl --user show --property MainPID --value clp.service; }
running() { grep -qs "\\"pid\\": *$(pid)," "$CLP_HOME/run/clp.pid"; }
! clp service status
clp service install
until running; do sleep 0.1; done
clp service status --json
first=$(pid)
kill -9 "$first"
until running && [ "$(pid)" != "$first" ]; do sleep 0.1; done
echo "came back"
clp service install >/dev/null
until running; do sleep 0.1; done
echo "installed twice"
clp stop
! systemctl --user is-active --quiet clp.service
echo "state $(systemctl --user show --property Result --value clp.service)"
systemctl --user start clp.service
until running; do sleep 0.1; done
clp service uninstall
! running
! clp service uninstall
`,
      variables,
    )
    expect([run.status, run.err]).toEqual([
      0,
      `Error: CLP is no service of systemd: there is no "${join(systemd.directory, '.config/systemd/user/clp.service')}"\n`,
    ])
    expect(run.out).toContain('"installed": true,\n  "enabled": true,\n  "running": true')
    expect(run.out).toContain('came back\ninstalled twice\nCLP has stopped')
    expect(run.out).toContain('state success')
    expect(existsSync(join(systemd.directory, '.config/systemd/user/clp.service'))).toBe(false)
  })
})

describe('clp service', () => {
  it.runIf(process.platform === 'linux')('shows what it would do, and says what failed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'clp-service-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const environment = { HOME: directory, PATH: directory, CLP_UI_PORT: '3400' }
    const options = { home: join(directory, 'home'), environment }
    const shown = await clp(['service', 'install', '--dry-run'], options)
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toContain('Environment="CLP_UI_PORT=3400"')
    expect(shown.out).toContain('$ systemctl --user enable clp.service')
    expect(existsSync(join(directory, '.config'))).toBe(false)

    writeFileSync(join(directory, 'systemctl'), '#!/bin/sh\necho "no bus here" >&2\nexit 1\n', { mode: 0o755 })
    const failed = await clp(['service', 'install'], options)
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('This failed: systemctl --user daemon-reload\nno bus here')
    const status = await clp(['service', 'status'], options)
    expect(status.code).toBe(3)
    expect(status.out).toContain('Starts by itself: no')
  })

  it('hands nothing to a service that its file cannot hold', async () => {
    const environment = { NO_PROXY: 'a\nb' }
    const { code, err } = await clp(['service', 'install', '--dry-run'], { home: '/nowhere', environment })
    expect(code).toBe(1)
    expect(err).toContain('NO_PROXY')
  })
})
