import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Home, homeAt } from '../store/files/home.ts'
import { findFormerClp } from './former-clp.ts'

let home: Home
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'clp-former-')))
  mkdirSync(home.run)
})
afterEach(() => rmSync(home.root, { recursive: true, force: true }))

const programs = async (pid: number) => (pid === 41 ? '/usr/bin/python3 -m uvicorn' : pid === 42 ? 'vim notes' : '')

it('finds the living processes of the Python program', async () => {
  writeFileSync(join(home.run, 'claude_code_proxy.pid'), '41\n')
  expect(await findFormerClp(home, programs)).toEqual([41])
})

it('is not taken in by PIDs that belong to other programs or to nobody', async () => {
  writeFileSync(join(home.run, 'claude_code_proxy.pid'), '42')
  writeFileSync(join(home.run, 'codex_proxy.pid'), '43')
  writeFileSync(join(home.run, 'ui.pid'), 'python')
  expect(await findFormerClp(home, programs)).toEqual([])
})

it('finds nothing where nothing is', async () => {
  expect(await findFormerClp(home)).toEqual([])
})
