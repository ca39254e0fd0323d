/** Where requests of OpenAI's APIs name the model. */
import type { ModelPlaces } from '../common/protocol.ts'

export const model: ModelPlaces = { member: 'model', inPath: () => undefined }
