/** CLP behind Debian's Caddy with the shipped `deploy/Caddyfile`. */
import { caddy } from '../../kit/caddy.ts'
import { behindSuite } from './behind.suite.ts'

behindSuite(caddy)
