/** The shelf of kinds of secrets, by family. */
import { clouds } from './clouds.ts'
import { code } from './code.ts'
import { general } from './general.ts'
import type { Kind } from './kind.ts'
import { models } from './models.ts'
import { persons } from './persons.ts'
import { services } from './services.ts'

export const kinds: readonly Kind[] = [...models, ...clouds, ...code, ...services, ...general, ...persons]
