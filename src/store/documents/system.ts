/** `data/system.json`: timers, limits and retention. */
import { type SystemSettings, systemSchema } from '../../contract/settings.ts'
import type { Document } from '../config/document.ts'
import { jsonDocument } from '../config/json-document.ts'

export const systemDocument: Document<SystemSettings> = jsonDocument({
  id: 'system',
  file: 'data/system.json',
  schema: systemSchema,
  template: '{}\n',
  whenUnreadable: 'empty',
  secret: false,
})
