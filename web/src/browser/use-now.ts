/** The present time, told again every so often. All users of one interval share nothing: each is a cheap timer. */
import { useEffect, useState } from 'react'

/** @param everyMs Zero stands still. */
export const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (everyMs <= 0) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
