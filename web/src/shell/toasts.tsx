/** The place where short messages appear, fetched once the page stands; and the messages about balancing. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { useLbToasts } from './lb-toasts.ts'

/** Without CLP there is nobody to fetch the list from; the page must stand all the same. */
const ToastList = lazy(async () => {
  const list = await import('./toast-list.tsx').catch(() => undefined)
  return { default: list?.ToastList ?? Nothing }
})

const Nothing = () => null

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
