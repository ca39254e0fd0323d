/** Linux: a unit of the user's own systemd. The hardened one for a whole machine is `deploy/clp.service`. */
import { join } from 'node:path'
import { MEMORY_SETTINGS } from '../../daemon/supervisor/memory-settings.ts'
import { SERVICE_FLAGS } from '../../daemon/supervisor/node-flags.ts'
import type { Call, Manager, ServiceSetup } from './manager.ts'

const UNIT = 'clp.service'

const call = (...args: readonly string[]): Call => ['systemctl', '--user', ...args]

export const systemd: Manager = {
  id: 'systemd',
  platform: 'linux',
  encoding: 'utf8',
  file: ({ directory, environment }) =>
    join(environment['XDG_CONFIG_HOME'] || join(directory, '.config'), 'systemd', 'user', UNIT),
  content: (setup) => unitOf(setup),
  install: () => [
    { call: call('daemon-reload') },
    { call: call('enable', UNIT) },
    // Starts it, and takes a changed unit in force when it ran already.
    { call: call('restart', UNIT) },
  ],
  uninstall: () => [{ call: call('disable', '--now', UNIT), mayFail: true }],
  afterwards: [{ call: call('daemon-reload'), mayFail: true }],
  enabled: () => call('is-enabled', '--quiet', UNIT),
}

const unitOf = ({ node, script, variables }: ServiceSetup): string => `[Unit]
Description=CLP, a local proxy for AI coding clients
After=network-online.target

[Service]
ExecStart=${[node, ...SERVICE_FLAGS, script, 'run'].map((word) => quoted(word.replaceAll('$', '$$$$'))).join(' ')}
${Object.entries({ ...MEMORY_SETTINGS, ...variables })
  .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  .join('')}Restart=on-failure
RestartSec=2
# CLP gives running requests 10 seconds by itself.
TimeoutStopSec=20
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`

/** `%` begins a specifier (systemd.unit(5)); within quotes backslash and quote are escaped (systemd.syntax(7)). */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`
