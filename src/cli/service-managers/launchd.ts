/** macOS: an agent of the user's launchd. */
import { join } from 'node:path'
import { SERVICE_FLAGS } from '../../daemon/supervisor/node-flags.ts'
import { escapeXml, type Manager, type ServiceSetup } from './manager.ts'

const LABEL = 'clp-proxy.clp'

export const launchd: Manager = {
  id: 'launchd',
  platform: 'darwin',
  encoding: 'utf8',
  file: ({ directory }) => join(directory, 'Library', 'LaunchAgents', `${LABEL}.plist`),
  content: (setup) => plistOf(setup),
  install: (user) => [
    // A label can be loaded once only.
    { call: ['launchctl', 'bootout', `gui/${user.uid}/${LABEL}`], mayFail: true },
    { call: ['launchctl', 'bootstrap', `gui/${user.uid}`, launchd.file(user)] },
  ],
  uninstall: ({ uid }) => [{ call: ['launchctl', 'bootout', `gui/${uid}/${LABEL}`], mayFail: true }],
  afterwards: [],
  enabled: ({ uid }) => ['launchctl', 'print', `gui/${uid}/${LABEL}`],
}

const plistOf = ({ node, script, variables, home }: ServiceSetup): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${[node, ...SERVICE_FLAGS, script, 'run'].map((word) => `    <string>${escapeXml(word)}</string>\n`).join('')}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${Object.entries(variables)
  .map(([name, value]) => `    <key>${escapeXml(name)}</key>\n    <string>${escapeXml(value)}</string>\n`)
  .join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>20</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardOutPath</key>
  <string>${escapeXml(join(home, 'run', 'service.log'))}</string>
  <key>StandardErrorPath</key>
  <string>${escapeXml(join(home, 'run', 'service.log'))}</string>
</dict>
</plist>
`
