/** The place where short messages appear, fetched once the page stands; and the messages about balancing. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { useLbToasts } from './lb-toasts.ts'

const ToastList = lazy(async () => ({ default: (await import('./toast-list.tsx')).ToastList }))

export const Toasts = () => {
  const [wanted, setWanted] = useState(false)
  useLbToasts()
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), 1000)
    return () => clearTimeout(timer)
  }, [])
  if (!wanted) return null
  return (
    <Suspense>
      <ToastList />
    </Suspense>
  )
}
