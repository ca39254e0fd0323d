/**
 * Loads the page anew once CLP is of another version, whose files and answers are others, and once it is back after a part of the page
 * could not be fetched: what failed to load is not asked for again.
 */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { statusQuery } from '../api/queries.ts'
import { useClient, useLive } from '../connection/app-context.ts'

/** The browser asks first where something is not saved. */
export const useNewVersion = (): void => {
  const version = useQuery(statusQuery(useClient())).data?.version
  const [loaded, setLoaded] = useState<string | undefined>(undefined)
  const { kind } = useLive().link
  const missing = useRef(false)
  const wasLive = useRef(false)
  useEffect(() => {
    const remember = () => {
      missing.current = true
    }
    window.addEventListener('vite:preloadError', remember)
    return () => window.removeEventListener('vite:preloadError', remember)
  }, [])
  useEffect(() => {
    // It left before it had said of which version this page is.
    if (kind === 'waiting' && wasLive.current && loaded === undefined) missing.current = true
    if (kind !== 'live') return
    wasLive.current = true
    if (missing.current) window.location.reload()
  }, [kind, loaded])
  useEffect(() => {
    if (version === undefined) return
    if (loaded === undefined) setLoaded(version)
    else if (version !== loaded) window.location.reload()
  }, [version, loaded])
}
