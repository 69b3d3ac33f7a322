import { chmodSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { filesBelow, put } from '../../../image/files.ts'
import { layerOf, sha256 } from '../../../image/layer.ts'
import { writeBlobs, writeLayout } from '../../../image/oci.ts'

const LAYER = { gzip: Buffer.from('layer'), diffId: 'sha256:of-the-tar' }
const IMAGE = { config: { User: '1' }, layers: [LAYER] }
const architecture = process.arch === 'x64' ? 'amd64' : process.arch
const CONFIG = JSON.stringify({
  created: '1970-01-01T00:00:00.000Z',
  architecture,
  os: 'linux',
  config: { User: '1' },
  rootfs: { type: 'layers', diff_ids: ['sha256:of-the-tar'] },
})
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256(CONFIG), size: CONFIG.length },
  layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: sha256('layer'), size: 5 }],
})

const inFolder = (use: (folder: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-oci-test-'))
  try {
    use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('an image’s blobs', () => {
  it('are its config, its layers and a manifest that names them', () => {
    const written: string[] = []
    const manifest = writeBlobs(IMAGE, (digest, content) => {
      expect(digest).to.equal(sha256(content))
      written.push(content.toString())
    })
    expect(written).to.deep.equal([CONFIG, 'layer', MANIFEST])
    expect(manifest.digest).to.equal(sha256(MANIFEST))
  })

  it('are in a layout each by its digest, with the tag in the index', () => {
    inFolder((folder) => {
      const digest = writeLayout(folder, IMAGE, '1')
      const blobs = [CONFIG, 'layer', MANIFEST].map((blob) => `blobs/${sha256(blob).replace(':', '/')}`)
      expect(filesBelow(folder)).to.deep.equal([...blobs, 'index.json', 'oci-layout'].toSorted())
      expect(digest).to.equal(sha256(MANIFEST))
    })
  })
})

describe('a layer', () => {
  it('is the same whenever, in whatever order and with whatever rights its files were made', () => {
    const one = layerOf((root) => {
      put(join(root, 'a/x'), '1')
      put(join(root, 'b'), '2')
    })
    const other = layerOf((root) => {
      put(join(root, 'b'), '2', 0o666)
      put(join(root, 'a/x'), '1')
      utimesSync(join(root, 'b'), 1, 1)
      chmodSync(join(root, 'a'), 0o777)
    })
    expect(other).to.deep.equal(one)
  })

  it('is another with other files', () => {
    const of = (content: string) => layerOf((root) => put(join(root, 'a'), content)).diffId
    expect(of('1')).not.to.equal(of('2'))
  })
})
