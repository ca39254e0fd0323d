import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRunFile, removeRunFile } from './run-file.ts'

const RUN = {
  pid: 7,
  mark: 'boot:1',
  instance: 'a',
  controlKey: 'k',
  addresses: { services: [], ui: 'http://127.0.0.1:2' },
  version: '2.0.0',
  startedAt: 1,
}
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clp-run-'))
  file = join(folder, 'clp.pid')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is read back as it was written', () => {
  writeFileSync(file, JSON.stringify(RUN))
  expect(readRunFile(file)).toEqual(RUN)
})

it('is removed by its own run only', () => {
  writeFileSync(file, JSON.stringify(RUN))
  removeRunFile(file, 'b')
  expect(readRunFile(file)).toEqual(RUN)
  removeRunFile(file, 'a')
  expect(readRunFile(file)).toBeUndefined()
  removeRunFile(file, 'a')
})

it.each(['', 'null', '7', JSON.stringify({ ...RUN, pid: -1 }), JSON.stringify({ ...RUN, controlKey: undefined })])(
  'is nothing when it says %j',
  (text) => {
    writeFileSync(file, text)
    expect(readRunFile(file)).toBeUndefined()
  },
)
