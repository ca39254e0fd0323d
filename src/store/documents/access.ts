/** `auth.json`: whether tokens are asked for, where, and which are good. A file that cannot be read lets nobody in. */
import { type AccessSettings, accessSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'

export const accessDocument: Document<AccessSettings> = jsonDocument({
  id: 'auth',
  file: 'auth.json',
  schema: accessSchema,
  template: '{\n  "enabled": false,\n  "tokens": [],\n  "services": {}\n}\n',
  whenUnreadable: 'refuse',
})
