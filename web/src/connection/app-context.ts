/** What every page may ask for: the API client and the live connection. Made once, by `main.tsx`. */
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import type { LiveEvent } from '../../../src/contract/event.ts'
import type { Client } from './client.ts'
import type { LiveConnection, LiveView } from './live.ts'
import type { LiveText, LiveTexts } from './live-texts.ts'
import type { PageKeys } from './page-key.ts'

export interface AppServices {
  readonly client: Client
  /** Asks for what the client has no words for, such as files. Throws `ApiProblem` when it is refused. */
  readonly fetch: typeof fetch
  readonly pageKeys: PageKeys
  readonly live: LiveConnection
  readonly texts: LiveTexts
  /** Address of the web app, with a trailing slash. */
  readonly root: URL
}

export const AppContext = createContext<AppServices | undefined>(undefined)

export const useApp = (): AppServices => {
  const services = useContext(AppContext)
  if (services === undefined) throw new Error('There is no AppContext around this component')
  return services
}

export const useClient = (): Client => useApp().client

/** The live picture; redraws at most a dozen times a second. */
export const useLive = (): LiveView => {
  const { live } = useApp()
  return useSyncExternalStore(live.subscribe, live.view)
}

/** The text of an answer that is arriving; undefined when this page has heard nothing of it. */
export const useLiveText = (id: string): LiveText | undefined => {
  const { texts } = useApp()
  useSyncExternalStore(texts.subscribe, texts.version)
  return texts.text(id)
}

/** Calls `listener` for every live event while the component is there. */
export const useLiveEvent = (listener: (event: LiveEvent) => void): void => {
  const { live } = useApp()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => live.onEvent((event) => latest.current(event)), [live])
}
