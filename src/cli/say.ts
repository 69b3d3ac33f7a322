import { printable } from '../observe/printable.ts'

/** Tells a person something: a sentence on stderr, fit for a terminal whoever wrote parts of it. */
export const sayTo =
  (err: NodeJS.WritableStream) =>
  (sentence: string): void =>
    void err.write(`podstart: ${printable(sentence)}\n`)
