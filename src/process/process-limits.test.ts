import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readProcessLimits } from './process-limits.ts'

it.skipIf(!existsSync('/proc/self/limits'))('reads what ulimit has set', () => {
  const limited = (set: string) =>
    readProcessLimits(() => execFileSync('sh', ['-c', `${set}; cat /proc/self/limits`], { encoding: 'utf8' }))
  expect(limited('ulimit -n 256; ulimit -v 3000000')).toEqual({ openFiles: 256, addressSpace: 3_000_000 * 1024 })
  expect(limited('ulimit -v unlimited').addressSpace).toBeUndefined()
  expect(readProcessLimits()).toEqual(readProcessLimits(() => readFileSync('/proc/self/limits', 'utf8')))
})

it('knows nothing where the system says nothing', () => {
  const silent = () => {
    throw new Error('ENOENT')
  }
  expect(readProcessLimits(silent)).toEqual({ openFiles: undefined, addressSpace: undefined })
})
