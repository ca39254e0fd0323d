import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { daemonFlags, debuggerFlags } from './node-flags.ts'

const NONE: ReadonlySet<string> = new Set()
const GROWTH = expect.stringContaining('--heap-growing-percent=')

it('names flags that this Node starts with', () => {
  const { status, stderr } = spawnSync(process.execPath, [...daemonFlags(), '-e', ''], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it.each(['20.19.0', '22.23.4', '26.12.1'])('lets the heap grow on Node %s', (version) => {
  expect(daemonFlags({ version, allowed: NONE })).toContainEqual(GROWTH)
})

it.each(['18.20.0', '27.0.0', ''])('names only what Node documents on Node %j, which nobody tried', (version) => {
  expect(daemonFlags({ version, allowed: NONE })).toEqual(['--max-semi-space-size=8'])
})

it('keeps the debugger closed where Node can', () => {
  const allowed = new Set(['--disable-sigusr1'])
  expect(debuggerFlags({ version: '22.14.0', allowed })).toEqual(['--disable-sigusr1'])
  expect(daemonFlags({ version: '22.14.0', allowed })).toContain('--disable-sigusr1')
  expect(debuggerFlags({ version: '20.19.0', allowed: NONE })).toEqual([])
})

it('reserves little address space for WebAssembly where that is limited, and Node can', () => {
  const allowed = new Set(['--disable-wasm-trap-handler'])
  const release = { version: '20.19.0', allowed }
  expect(daemonFlags(release, { addressSpace: 4e9 })).toContain('--disable-wasm-trap-handler')
  expect(daemonFlags(release, { addressSpace: undefined })).not.toContain('--disable-wasm-trap-handler')
  expect(daemonFlags({ ...release, allowed: NONE }, { addressSpace: 4e9 })).not.toContain('--disable-wasm-trap-handler')
})
