/**
 * Windows: a task that runs at log-on. It runs `clp start`, which leaves the daemon behind without a window; a task has no means of
 * setting variables, so the command processor sets them.
 */
import { join } from 'node:path'
import { escapeXml, type Manager, type ServiceSetup } from './manager.ts'

const TASK = 'CLP'

export const scheduledTask: Manager = {
  id: 'Task Scheduler',
  platform: 'win32',
  // What schtasks reads; it refuses UTF-8 with a declaration.
  encoding: 'utf16le',
  file: ({ directory, environment }) =>
    join(environment['LOCALAPPDATA'] || join(directory, 'AppData', 'Local'), 'clp', 'clp-task.xml'),
  content: (setup) => taskOf(setup),
  install: (user) => [
    { call: ['schtasks', '/Create', '/TN', TASK, '/XML', scheduledTask.file(user), '/F'] },
    { call: ['schtasks', '/Run', '/TN', TASK] },
  ],
  uninstall: () => [{ call: ['schtasks', '/Delete', '/TN', TASK, '/F'], mayFail: true }],
  afterwards: [],
  enabled: () => ['schtasks', '/Query', '/TN', TASK],
}

const taskOf = ({ node, script, variables }: ServiceSetup): string => {
  const sets = Object.entries(variables).map(([name, value]) => `set "${name}=${value}"&& `)
  const command = `/d /s /c "${sets.join('')}"${node}" "${script}" start"`
  return `\uFEFF<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>CLP, a local proxy for AI coding clients</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
    </LogonTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>%SystemRoot%\\System32\\cmd.exe</Command>
      <Arguments>${escapeXml(command)}</Arguments>
    </Exec>
  </Actions>
</Task>
`
}
