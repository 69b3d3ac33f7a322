import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { ROOT } from '../../image/app.ts'
import { BASE_SBOM } from '../../image/base.ts'
import { buildImage, versionOf } from '../../image/compile.ts'
import { FILES, SBOM } from '../../image/content.ts'
import { filesBelow } from '../../image/files.ts'
import { writeBlobs, writeLayout, type Image } from '../../image/oci.ts'
import { productionPackages, readLock } from '../../image/packages.ts'

/** Bytes; what docs/image.md says, rounded up. */
const MOST = { unpacked: 190e6, pulled: 60e6, app: 56e6 }

const KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/
const CODE = /\.[cm]?js$/
const isFile = (path: string): boolean => existsSync(path) && lstatSync(path).isFile()
const RELATIVE = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"](\.{1,2}\/[^'"]+)['"]/g

describe('the image that npm run image makes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-image-test-'))
  const unpacked = join(folder, 'rootfs')
  const app = join(unpacked, 'app')
  let image: Image
  let inApp: readonly string[]
  const run = (command: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(command[0] ?? '', command.slice(1), {
      encoding: 'utf8',
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
      maxBuffer: 2 ** 28,
    })
    return { stdout, stderr, status }
  }
  const size = (files: readonly string[], at: string): number =>
    files.reduce((sum, file) => sum + lstatSync(join(at, file)).size, 0)

  before(() => {
    image = buildImage()
    mkdirSync(unpacked)
    for (const { gzip } of image.layers) {
      const { status, stderr } = spawnSync('tar', ['-xpf', '-', '-C', unpacked], { input: gunzipSync(gzip) })
      if (status !== 0) throw new Error(stderr.toString())
    }
    inApp = filesBelow(app)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is the same when it is built again', () => {
    const digest = (one: Image): string => writeBlobs(one, () => undefined).digest
    expect(digest(buildImage())).to.equal(digest(image))
  })

  it('is an image to skopeo, too', () => {
    const layout = join(folder, 'layout')
    writeLayout(layout, image, versionOf())
    const copy = ['copy', '--insecure-policy', `oci:${layout}:${versionOf()}`, `dir:${join(folder, 'copied')}`]
    const { status, stderr } = run(['skopeo', ...copy])
    expect(status, `${stderr} (apt-get install skopeo)`).to.equal(0)
  })

  it('has in /app what it is to have, and nothing else', () => {
    const top = inApp.filter((file) => !/^(dist|node_modules)\//.test(file))
    expect(top).to.deep.equal([...FILES, SBOM].toSorted())
  })

  it('has of podstart the compiled sources', () => {
    const sources = filesBelow(join(ROOT, 'src')).filter((file) => file.endsWith('.ts'))
    const compiled = sources.map((file) => join('dist', file.replace(/\.ts$/, '.js')))
    expect(inApp.filter((file) => file.startsWith('dist/'))).to.deep.equal(compiled.toSorted())
  })

  it('has the packages that production needs, and no other', () => {
    const has = inApp.filter((file) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file)).map(dirname)
    expect(has.toSorted()).to.deep.equal(
      productionPackages(readLock(ROOT))
        .map(({ path }) => path)
        .toSorted(),
    )
  })

  it('lacks no file that a file in it asks for', () => {
    const extensions = ['', '.js', '.cjs', '.mjs', '.json', '/index.js']
    const lacking = inApp
      .filter((file) => file.startsWith('node_modules/') && CODE.test(file))
      .flatMap((file) => {
        const named = [...readFileSync(join(app, file), 'utf8').matchAll(RELATIVE)].map(([, path = '']) => path)
        // Comments ask for typings.
        const asked = named.filter((path) => !/\.d\.[cm]?ts$/.test(path))
        const missing = asked.filter((path) =>
          extensions.some((end) => {
            const target = join(dirname(file), path) + end
            return isFile(join(ROOT, target)) && !existsSync(join(app, target))
          }),
        )
        return missing.map((path) => `${file}: ${path}`)
      })
    expect(lacking).to.deep.equal([])
  })

  it('has no sources, no tests of ours, and no private key', () => {
    const wrong = inApp.filter(
      (file) => /\.ts$|\.map$|^test\//.test(file) || KEY.test(readFileSync(join(app, file), 'latin1')),
    )
    expect(wrong).to.deep.equal([])
  })

  it('belongs to root, who alone may write to it', () => {
    const listed = image.layers.flatMap(({ gzip }) => {
      const list = spawnSync('tar', ['--numeric-owner', '-tvf', '-'], { input: gunzipSync(gzip), encoding: 'utf8' })
      return list.stdout.trim().split('\n')
    })
    const wrong = listed.filter((line) => !/^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x) 0\/0 /.test(line))
    expect({ wrong, any: listed.length > 1000 }).to.deep.equal({ wrong: [], any: true })
  })

  it('can run Node and nothing else: there is no shell', () => {
    const { stdout } = run(['find', unpacked, '-type', 'f', '-perm', '/111', '-printf', '%P\n'])
    const programs = stdout.split('\n').filter((path) => path !== '' && !/\.so[.\d]*$/.test(path))
    expect(programs).to.deep.equal(['usr/local/bin/node'])
  })

  it('names in an SBOM what the base is made of', () => {
    const { components } = JSON.parse(readFileSync(join(unpacked, BASE_SBOM), 'utf8')) as {
      readonly components: readonly { readonly name: string }[]
    }
    const names = components.map(({ name }) => name)
    expect(names).to.deep.equal(['node', 'libc6', 'libgcc-s1', 'libstdc++6'])
    const texts = filesBelow(join(unpacked, 'usr/share/doc'))
    expect(texts).to.deep.equal(['libc6', 'libgcc-s1', 'libstdc++6'].map((name) => `${name}/copyright`))
  })

  it('is small', () => {
    const pulled = image.layers.reduce((sum, { gzip }) => sum + gzip.length, 0)
    const sizes = { unpacked: size(filesBelow(unpacked), unpacked), pulled, app: size(inApp, app) }
    console.log(
      `      ${Object.entries(sizes)
        .map(([name, bytes]) => `${name} ${(bytes / 1e6).toFixed(1)} MB`)
        .join(', ')}`,
    )
    expect(Object.entries(sizes).filter(([name, bytes]) => bytes > MOST[name as keyof typeof MOST])).to.deep.equal([])
  })

  it('runs on its own files alone', function () {
    // chroot is root’s.
    if (process.getuid?.() !== 0) return
    const command = ['/usr/local/bin/node', '/app/dist/cli/main.js', '--version']
    expect(run(['chroot', '--userspec=65532:65532', unpacked, ...command])).to.deep.equal({
      stdout: `${versionOf()}\n`,
      stderr: '',
      status: 0,
    })
  })
})
