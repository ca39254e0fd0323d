import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageFile } from '../../store/files/package-files.ts'

it.skipIf(!existsSync('/proc/self/cmdline'))('takes a key out of the list of processes', async () => {
  const module = JSON.stringify(`file://${packageFile('build/cli/terminal/hide-arguments.js')}`)
  const script = `import(${module}).then((m) => { m.hideArguments(process.argv); process.stdout.write('x'); setInterval(() => 0, 1000) })`
  const child = spawn(process.execPath, ['-e', script, '--', 'add', '--api-key', 'sk-very-secret-key'])
  await once(child.stdout, 'data')
  const shown = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')
  child.kill('SIGKILL')
  expect(shown).not.toContain('very-secret')
})
