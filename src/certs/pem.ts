import { X509Certificate } from 'node:crypto'

const BLOCK = /-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE)-----[^-]*-----END \1-----/g

/** The certificates in a text, in their order; what stands around them is passed over. */
export interface Certificates {
  readonly all: readonly X509Certificate[]
  /** How many blocks could not be read. */
  readonly unreadable: number
}

export function certificatesIn(text: string): Certificates {
  const blocks = [...text.matchAll(BLOCK)].map(([block]) => read(block))
  const all = blocks.filter((one) => one !== undefined)
  return { all, unreadable: blocks.length - all.length }
}

function read(block: string): X509Certificate | undefined {
  try {
    return new X509Certificate(block)
  } catch {
    return undefined
  }
}
