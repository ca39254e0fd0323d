/** The shelf of checks, in the order in which `clp doctor` reports them. */
import type { Check } from './check.ts'
import { clientLogin, clientOverrides, clientReach, shellVariables } from './client-settings.ts'
import { clientAttached, clientProvider, clientToken, clientWebsockets, halfDone } from './clients.ts'
import { daemonAnswers, formerClp, openDoor, ports, staleLock, staleRunFile, webUi } from './daemon.ts'
import { accessTokens, activeUpstream, documentsReadable } from './documents.ts'
import { nodeVersion, proxyLoop } from './environment.ts'
import { database, diskSpace, homePermissions, homeWritable, logSize } from './home.ts'
import { olderBodies } from './older-bodies.ts'
import { outgoingProxy } from './outgoing-proxy.ts'
import { baseUrl, clockSkew, credential, reachable } from './upstreams.ts'

export const checks: readonly Check[] = [
  nodeVersion,
  homeWritable,
  homePermissions,
  diskSpace,
  documentsReadable,
  database,
  logSize,
  olderBodies,
  daemonAnswers,
  formerClp,
  staleRunFile,
  staleLock,
  ports,
  openDoor,
  webUi,
  accessTokens,
  activeUpstream,
  baseUrl,
  credential,
  outgoingProxy,
  reachable,
  clockSkew,
  proxyLoop,
  halfDone,
  clientAttached,
  clientProvider,
  clientToken,
  clientLogin,
  clientOverrides,
  clientReach,
  clientWebsockets,
  shellVariables,
]
