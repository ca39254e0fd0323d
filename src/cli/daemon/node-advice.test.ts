import { expect, it } from 'vitest'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import { showNodeAdvice } from './node-advice.ts'

const said = (version: string, messages = en): string => {
  const lines: string[] = []
  const print = { line: (text = '') => void lines.push(text) } as Parameters<typeof showNodeAdvice>[0]['print']
  showNodeAdvice({ print, messages }, version)
  return lines.join('\n')
}

it('names the fault, what CLP does about it, and the releases without it, once', () => {
  expect(said('v20.20.2')).toBe(
    [
      '',
      'Node 20.20.2 has an unsafe brotli decoder (CVE-2026-111497); CLP reads brotli with one of its own, in WebAssembly, which is slower',
      '  Install Node 22.23.4, 24.22.1, 26.12.1 or later',
    ].join('\n'),
  )
  expect(said('22.23.3', zh)).toContain('WebAssembly')
})

it('has nothing to say of a safe release', () => {
  expect(['v22.23.4', '22.23.5', 'v24.22.1', '26.12.1'].map((version) => said(version))).toEqual(['', '', '', ''])
})
