/** Links to files of the API. A link that the browser follows by itself cannot show the page key, so the page fetches the file and hands it over. */
import { type MouseEvent, useState } from 'react'
import { notifyProblem } from '../browser/notify.ts'
import { saveFile } from '../browser/save-file.ts'
import { useApp } from '../connection/app-context.ts'

export interface DownloadLink {
  readonly href: string
  readonly download: true
  readonly 'aria-busy': boolean
  readonly onClick: (event: MouseEvent) => void
}

/** Makes the properties of a link out of the address of a file. */
export const useDownload = (): ((href: string) => DownloadLink) => {
  const { fetch } = useApp()
  const [loading, setLoading] = useState(false)
  const load = async (href: string): Promise<void> => {
    setLoading(true)
    try {
      const response = await fetch(href)
      saveFile(nameOf(response), await response.blob())
    } catch (error) {
      notifyProblem(error)
    } finally {
      setLoading(false)
    }
  }
  return (href) => ({
    href,
    download: true,
    'aria-busy': loading,
    onClick: (event) => {
      event.preventDefault()
      if (!loading) void load(href)
    },
  })
}

const nameOf = (response: Response): string =>
  /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'clp'
