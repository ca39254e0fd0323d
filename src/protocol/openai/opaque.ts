/**
 * Pictures, files and sounds: https://platform.openai.com/docs/api-reference/responses/create and /chat/create. Both forms, for each port
 * takes either.
 */
import type { OpaquePlace } from '../common/opaque-place.ts'

export const opaque: readonly OpaquePlace[] = [
  // Responses.
  { path: ['image_url'], types: [['input_image', 'computer_screenshot']], form: 'data-url' },
  { path: ['file_data'], types: [['input_file']], form: 'data-url' },
  { path: ['file_data'], types: [['input_file']], form: 'base64' },
  { path: ['result'], types: [['image_generation_call']], form: 'base64' },
  { path: ['input_image_mask', 'image_url'], types: [undefined, ['image_generation']], form: 'data-url' },
  { path: ['url'], types: [['image']], form: 'data-url' },
  // Chat Completions.
  { path: ['image_url', 'url'], types: [undefined, ['image_url']], form: 'data-url' },
  { path: ['file', 'file_data'], types: [undefined, ['file']], form: 'data-url' },
  { path: ['file', 'file_data'], types: [undefined, ['file']], form: 'base64' },
  // Both.
  { path: ['input_audio', 'data'], types: [undefined, ['input_audio']], form: 'base64' },
]
