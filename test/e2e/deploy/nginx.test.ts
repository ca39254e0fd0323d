/** CLP behind Debian's nginx with the shipped `deploy/nginx.conf`. */
import { nginx } from '../../kit/nginx.ts'
import { behindSuite } from './behind.suite.ts'

behindSuite(nginx)
