/** `mask.json`: which secrets never leave, and what is done where they would. Off without a file. */
import { type MaskSettings, maskSchema } from '../../contract/mask.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'
import { checkMaskPatterns } from './rule-patterns.ts'

/** Its words are secrets themselves: they are shown masked. */
export const maskDocument: Document<MaskSettings> = jsonDocument({
  id: 'mask',
  file: 'mask.json',
  schema: maskSchema,
  template: '{\n  "enabled": false\n}\n',
  whenUnreadable: 'refuse',
  isWord: ([list, , member]) => list === 'values' || (list === 'custom' && member === 'source'),
  check: ({ custom }, json) => checkMaskPatterns(custom, json),
})
