import { styleText } from 'node:util'
import { printable } from '../observe/printable.ts'
import type { Environment } from './config.ts'
import type { Terminal } from './replay-targets.ts'
import type { WaterfallStyle } from './waterfall.ts'

export type Paint = WaterfallStyle['paint']

export const COLORS = ['auto', 'always', 'never'] as const
export type Color = (typeof COLORS)[number]

const plain: Paint = (_, text) => printable(text)

const coloured: Paint = (style, text) =>
  style === 'plain' ? printable(text) : styleText(style, printable(text), { validateStream: false })

/**
 * All that commands show goes through it: what a terminal would obey comes from here alone, and not from names and messages
 * that others wrote. In colours on a terminal, unless a flag or the environment says otherwise; a flag goes
 * before the environment.
 */
export function painterFor(color: Color, { noColor, forceColor }: Environment, out: Terminal['out']): Paint {
  const isWanted = color === 'always' || (color === 'auto' && !noColor && (forceColor || out.isTTY === true))
  return isWanted ? coloured : plain
}
