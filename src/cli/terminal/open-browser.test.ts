import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from './open-browser.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clp-browser-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const install = (name: string, script: string) => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
}
const environment = () => ({ PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` })

describe.skipIf(process.platform === 'win32')('opening a browser', () => {
  it.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
  ] as const)('hands the address to the opener of %s', async (platform, name) => {
    install(name, `echo "$1" > "${folder}/seen"`)
    expect(await openBrowser('http://127.0.0.1:3300', environment(), platform)).toBe(true)
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('http://127.0.0.1:3300\n')
  })

  it('says so when the opener fails', async () => {
    install('xdg-open', 'exit 3')
    expect(await openBrowser('http://127.0.0.1:3300', environment(), 'linux')).toBe(false)
  })

  it('says so when there is no opener', async () => {
    expect(await openBrowser('http://127.0.0.1:3300', { PATH: folder }, 'linux')).toBe(false)
  })
})
