import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTempHome, type TempHome } from '../../../test/kit/temp-home.ts'
import { accessDocument } from '../documents/access.ts'
import { balancingDocument } from '../documents/balancing.ts'
import { systemDocument } from '../documents/system.ts'
import { stageFile } from '../files/atomic-file.ts'
import { type Reading, readDocumentFile } from '../files/document-file.ts'
import { accept, createSlot, type Slot } from './config-slot.ts'
import { commitAll, type Plan, writeDocuments } from './config-writer.ts'

let home: TempHome
beforeEach(() => {
  home = createTempHome({ auth: '{"enabled": true}' })
})
afterEach(() => home.remove())

const slotOf = (document: typeof accessDocument | typeof balancingDocument | typeof systemDocument): Slot =>
  createSlot(document, join(home.root, document.file))

const planFor = (slot: Slot, text: string): Plan => {
  const before: Reading = readDocumentFile(slot.path)
  return { slot, before, text, accepted: accept(slot.document, text) }
}

test('what was put in place is taken back when the next cannot be', async () => {
  const plans = [
    planFor(slotOf(accessDocument), '{"enabled": false}'),
    planFor(slotOf(systemDocument), '{"a": 1}'),
    planFor(slotOf(balancingDocument), '{}'),
  ]
  const staged = [
    await stageFile(join(home.root, 'auth.json'), '{"enabled": false}'),
    await stageFile(join(home.root, 'data/system.json'), '{"a": 1}'),
    {
      commit: () => {
        expect(home.read('auth.json')).toBe('{"enabled": false}')
        throw new Error('The disk is gone')
      },
      discard: () => undefined,
    },
  ]
  await expect(commitAll(plans, staged)).rejects.toThrow('The disk is gone')
  expect(home.read('auth.json')).toBe('{"enabled": true}')
  expect(existsSync(join(home.root, 'data/system.json'))).toBe(false)
})

test('all edits are checked before the first is written', async () => {
  const [good, bad] = [slotOf(accessDocument), slotOf(balancingDocument)]
  const edits = [
    { slot: good, edit: () => '{"enabled": false}' },
    { slot: bad, edit: () => '{"mode": "none"}' },
  ]
  const lock = { path: join(home.root, 'run/documents.lock'), clock: { now: () => 0 } }
  await expect(writeDocuments(edits, lock)).rejects.toThrow('mode must be one of')
  expect(home.read('auth.json')).toBe('{"enabled": true}')
})

test('a file that cannot be written is named, with the reason', async () => {
  writeFileSync(join(home.root, 'data'), 'a file where the folder should be')
  const slot = slotOf(systemDocument)
  const lock = { path: join(home.root, 'run/documents.lock'), clock: { now: () => 0 } }
  await expect(writeDocuments([{ slot, edit: () => '{"a": 1}' }], lock)).rejects.toThrow(
    'Cannot read "data/system.json": a part of its path is not a folder (ENOTDIR)',
  )
})
