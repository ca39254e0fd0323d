/** A person with a home of their own, who runs `clp` there. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type CliRun, clp } from './cli.ts'

/** Removed when the test ends. */
export const createPerson = (environment: Readonly<Record<string, string>> = {}) => {
  const root = mkdtempSync(join(tmpdir(), 'clp-person-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const home = join(root, '.clp')
  const path = (name: string) => join(root, name)
  return {
    home,
    path,
    run: (line: string, language: 'en' | 'zh' = 'en', input?: string): Promise<CliRun> =>
      clp(line.split(' '), {
        home,
        language,
        environment: { HOME: root, SHELL: '/bin/bash', ...environment },
        ...(input === undefined ? {} : { input }),
      }),
    write: (name: string, text: string) => {
      mkdirSync(join(path(name), '..'), { recursive: true })
      writeFileSync(path(name), text)
    },
    read: (name: string) => readFileSync(path(name), 'utf8'),
    tokens: () =>
      existsSync(join(home, 'auth.json')) ? JSON.parse(readFileSync(join(home, 'auth.json'), 'utf8')).tokens : [],
  }
}
