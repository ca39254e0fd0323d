/** Secrets of no particular maker. */
import { basicAuthUrl, connectionString } from './addresses.ts'
import { assignment } from './assignment.ts'
import { formed } from './formed.ts'
import { bearerHeader, cookieHeader } from './header-values.ts'
import { highEntropy } from './high-entropy.ts'
import type { Kind } from './kind.ts'
import { privateKey } from './private-key.ts'

/** The payload of the token that every page on the subject shows. */
const PRINTED = 'IxMjM0NTY3ODkw'

const jwt = formed(
  { id: 'jwt', family: 'general', en: 'JSON Web Token', zh: 'JSON Web Token' },
  [
    {
      shape: 'eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{16,}',
      prefix: 'eyJ',
      accept: (text) => !text.includes(PRINTED),
    },
  ],
  { longest: 3200 },
)

export const general: readonly Kind[] = [
  privateKey,
  jwt,
  basicAuthUrl,
  connectionString,
  bearerHeader,
  cookieHeader,
  assignment,
  highEntropy,
]
