/** The look: one accent, quiet surfaces, small radii. Ground colours stand in `global.css`. */
import { createTheme, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#ecfdfb',
  '#d2f7f1',
  '#a3ece2',
  '#6ddcd0',
  '#3fc5b9',
  '#22a99f',
  '#0f8b83',
  '#0f766e',
  '#115e59',
  '#134e4a',
]

/** Greys of the dark scheme, in the tone of the surfaces in `global.css`. */
const dark: MantineColorsTuple = [
  '#e8ebee',
  '#c9d0d6',
  '#a0abb6',
  '#7c8894',
  '#454d55',
  '#32383e',
  '#23282d',
  '#1c2024',
  '#16191c',
  '#101214',
]

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  colors: { accent, dark },
  defaultRadius: 'md',
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
})
