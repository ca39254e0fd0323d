/** Blobs: https://ai.google.dev/api/caching#Blob, and pictures of Imagen and Veo: https://ai.google.dev/api/models#method:-models.predict */
import type { OpaquePlace } from '../common/opaque-place.ts'

export const opaque: readonly OpaquePlace[] = [
  { path: ['inlineData', 'data'], types: [], form: 'base64' },
  { path: ['inline_data', 'data'], types: [], form: 'base64' },
  { path: ['bytesBase64Encoded'], types: [], form: 'base64' },
  { path: ['imageBytes'], types: [], form: 'base64' },
]
