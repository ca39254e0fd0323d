/** A short text to be copied, with the file it belongs into. */
import { CopyButton } from './copy-button.tsx'
import classes from './snippet.module.css'

export interface SnippetProps {
  readonly text: string
  readonly caption?: string
  /** For prose: long lines break instead of scrolling. */
  readonly wrap?: boolean
}

export const Snippet = ({ text, caption, wrap = false }: SnippetProps) => (
  <figure className={classes['snippet']}>
    {caption !== undefined && <figcaption className={classes['caption']}>{caption}</figcaption>}
    <div className={classes['copy']}>
      <CopyButton text={text} />
    </div>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
    <pre className={classes['text']} data-wrap={wrap} tabIndex={0}>
      {text}
    </pre>
  </figure>
)
