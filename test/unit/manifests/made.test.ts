import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parse } from 'yaml'
import packageJson from '../../../package.json' with { type: 'json' }
import { at, list, texts } from '../../../src/observe/json.ts'
import { DERIVED } from '../../manifests/derived.ts'
import { INSTALL, installHead } from '../../manifests/install.ts'
import { containers, nameOf, objectsIn, ofKind, sources } from '../../manifests/objects.ts'
import { filesBelow, OVERLAY_NAMES, read } from '../../manifests/places.ts'

describe('what in manifests is made of other files', () => {
  for (const { path, text } of DERIVED) {
    it(`${path} is as npm run manifests:write makes it`, () => {
      expect(read(path)).to.equal(text())
    })
  }
  it('the chart has no file that is made of none', () => {
    expect(filesBelow('chart/files')).to.deep.equal(
      DERIVED.map(({ path }) => path)
        .filter((path) => path.startsWith('chart/files/'))
        .toSorted(),
    )
  })
  // That it is what kubectl renders of them is held by test/cluster/manifests.cluster.ts.
  it(`${INSTALL} was made of the files as they are now`, () => {
    expect(read(INSTALL).slice(0, installHead().length)).to.equal(installHead())
  })
  it('there is an overlay for each that is told of, and no other', () => {
    const folders = filesBelow('overlays').map((path) => path.split('/')[1])
    expect([...new Set(folders)]).to.deep.equal([...OVERLAY_NAMES].toSorted())
  })
  it('each dashboard is a ConfigMap', () => {
    const kustomization: unknown = parse(read('dashboards/kustomization.yaml'))
    const files = list(kustomization, 'configMapGenerator').flatMap((one) => list(one, 'files').map(String))
    expect(files.map((file) => `dashboards/${file}`).toSorted()).to.deep.equal(
      filesBelow('dashboards').filter((path) => path.endsWith('.json')),
    )
  })
})

describe('the version in manifests', () => {
  const { version } = packageJson
  it('of the chart', () => {
    const chart: unknown = parse(read('chart/Chart.yaml'))
    expect([at(chart, 'version'), at(chart, 'appVersion')]).to.deep.equal([version, version])
  })
  it('of the labels', () => {
    const [label] = list(parse(read('components/labels/kustomization.yaml')), 'labels')
    expect(texts(label, 'pairs')['app.kubernetes.io/version']).to.equal(version)
  })
  for (const deployment of ofKind(sources(), 'Deployment')) {
    if (nameOf(deployment).endsWith('jaeger')) continue
    it(`of the image of ${nameOf(deployment)}`, () => {
      expect(containers(deployment).map((one) => at(one, 'image'))).to.deep.equal([`podstart:${version}`])
    })
  }
})

describe('manifests/install.yaml', () => {
  const objects = objectsIn(read(INSTALL))
  it('begins with what has to go first, and what all others are in', () => {
    expect(objects.slice(0, 2).map(nameOf)).to.deep.equal([
      'MutatingWebhookConfiguration podstart',
      'Namespace podstart',
    ])
  })
  it('has each object once', () => {
    const names = objects.map(nameOf)
    expect(names).to.deep.equal([...new Set(names)])
  })
  for (const object of objects) {
    it(`${nameOf(object)} has the recommended labels`, () => {
      const { 'app.kubernetes.io/component': component, ...labels } = texts(object, 'metadata', 'labels')
      const wanted = {
        'app.kubernetes.io/name': 'podstart',
        'app.kubernetes.io/part-of': 'podstart',
        'app.kubernetes.io/version': packageJson.version,
      }
      expect(labels).to.include(wanted)
      // What is of all parts has none.
      expect(component === undefined).to.equal(/podstart$|default-deny$/.test(nameOf(object)))
    })
  }
})
