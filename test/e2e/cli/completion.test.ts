/** Completion in real shells: what bash, zsh and fish offer once they have taken in the script. A shell that is not there is skipped, aloud. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { CLP_MAIN } from '../../kit/clp-process.ts'

const root = mkdtempSync(join(tmpdir(), 'clp-completion-'))
const home = join(root, 'home')
const folder = join(root, 'bin')

beforeAll(async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'clp'), `#!/bin/sh\nexec "${process.execPath}" "${CLP_MAIN}" "$@"\n`)
  chmodSync(join(folder, 'clp'), 0o755)
  await clp(['add', 'claude', 'my relay', '--base-url', 'http://127.0.0.1:9'], { home })
  await clp(['add', 'claude', 'away', '--base-url', 'http://127.0.0.1:9'], { home })
  await clp(['disable', 'claude', 'away'], { home })
  await clp(['auth', 'generate', '--name', 'laptop'], { home })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const environment = {
  PATH: `${folder}${delimiter}${process.env['PATH']}`,
  HOME: root,
  CLP_HOME: home,
  CLP_LANG: 'en',
  TERM: 'dumb',
}

const inShell = (shell: string, args: readonly string[]): string => {
  const { stdout, stderr, status } = spawnSync(shell, args, { env: environment, encoding: 'utf8', timeout: 60_000 })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

const describeIn = (shell: string, tests: () => void): void => {
  const missing = spawnSync(shell, ['--version']).error !== undefined
  describe.skipIf(missing)(`${shell}${missing ? ' (skipped: it is not installed here)' : ''}`, tests)
}

describeIn('bash', () => {
  const offered = (...words: readonly string[]): readonly string[] => {
    const typed = ['clp', ...words].map((word) => `'${word}'`).join(' ')
    const script = `source <(clp completion bash); COMP_WORDS=(${typed}); COMP_CWORD=${words.length}
      "$(complete -p clp | sed 's/.*-F \\([^ ]*\\).*/\\1/')"; printf '%s\\n' "\${COMPREPLY[@]}"`
    return inShell('bash', ['--norc', '-c', script]).trimEnd().split('\n')
  }

  it('offers commands, services and names, quoted where they need it', () => {
    expect(offered('sta')).toEqual(['start', 'status'])
    expect(offered('active', 'cl')).toEqual(['claude'])
    expect(offered('active', 'claude', 'my\\ r')).toEqual(['my\\ relay'])
  })
})

describeIn('zsh', () => {
  it('completes a name in a line somebody types', () => {
    const out = inShell('zsh', [
      '-f',
      '-c',
      `zmodload zsh/zpty
       zpty z 'zsh -f -i'
       zpty -w z "PS1='READY> '; autoload -Uz compinit; compinit -D -u; source <(clp completion zsh); print DONE-\\$((1+1))"
       zpty -r -m z out '*DONE-2*READY> '
       zpty -w -n z $'clp active claude m\\t'
       zpty -r -m z out '*my*relay*'
       print -r -- "$out"
       zpty -d z`,
    ])
    expect(out).toContain('clp active claude my\\ relay')
  })
})

describeIn('fish', () => {
  it('offers commands with what they do, and names', () => {
    const out = inShell('fish', [
      '--no-config',
      '-c',
      'clp completion fish | source; complete -C "clp activ"; complete -C "clp active claude "',
    ])
    expect(out).toBe('active\tSwitch a service to another upstream; running requests are not disturbed\nmy relay\n')
  })
})

describe('what is offered', () => {
  const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { code, out, err } = await clp(['completion', 'bash', '--', ...words], { home })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return out.split('\n').slice(0, -1)
  }

  it.each([
    [['stop', ''], []],
    [
      ['stop', '--'],
      ['--timeout', '--json', '--help'],
    ],
    [['enable', 'claude', ''], ['away']],
    [['disable', 'claude', ''], ['my relay']],
    [
      ['rename', 'claude', ''],
      ['my relay', 'away'],
    ],
    [['rename', 'claude', 'away', ''], []],
    [
      ['lb', 'mode', 'weight'],
      ['weight-based', 'weighted-random'],
    ],
    [
      ['auth', 'off', '--service', ''],
      ['claude', 'codex', 'ui'],
    ],
    [['auth', 'disable', ''], ['laptop']],
    [['auth', 'enable', ''], []],
    [['auth', 'generate', '--services', 'claude', 'co'], ['codex']],
    [['config', 'check', 'auth', 'header'], ['header-filter']],
    [['list', 'nobody', ''], []],
    [['no-such-command', ''], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('%j', async (words, expected) => {
    const found = await offered(...words)
    // Services that are added to the shelf are offered as well.
    for (const value of expected) expect(found).toContain(value)
    if (expected.length === 0) expect(found).toEqual([])
  })

  it('says in the language of the user what a command does', async () => {
    const { out } = await clp(['completion', 'zsh', '--', 'statu'], { home, language: 'zh' })
    expect(out).toMatch(/^status:.*\p{Script=Han}/u)
  })

  it('refuses a shell it does not know', async () => {
    const { code, err } = await clp(['completion', 'tcsh'], { home })
    expect(code).toBe(2)
    expect(err).toContain('bash, zsh, fish')
  })
})
