import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseFieldSelector } from '../../../../src/simcluster/api/field-selector.ts'
import { parseLabelSelector } from '../../../../src/simcluster/api/label-selector.ts'
import type { ResourceName } from '../../../../src/simcluster/api/resources.ts'

describe('a label selector', () => {
  const LABELS = { app: 'web', tier: 'front', 'podstart.dev/weight': '7', empty: '' }
  const CASES: readonly [selector: string, matches: boolean][] = [
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app = web , tier = front', true],
    ['app=web,tier=back', false],
    ['app!=web', false],
    ['missing!=web', true],
    ['missing=', false],
    ['empty=', true],
    ['app', true],
    ['missing', false],
    ['!app', false],
    ['!missing', true],
    ['app in (web, api),tier', true],
    ['app in (api)', false],
    ['missing in (web)', false],
    ['app notin (api,db)', true],
    ['app notin (web)', false],
    ['missing notin (web)', true],
    ['podstart.dev/weight>6', true],
    ['podstart.dev/weight<7', false],
    ['app>6', false],
    ['constructor', false],
  ]
  for (const [selector, matches] of CASES) {
    it(`${selector || '(empty)'}: ${matches}`, () => {
      const parsed = parseLabelSelector(selector)
      expect(parsed.ok && parsed.value(LABELS)).to.equal(matches)
    })
  }
  const WRONG = ['app in web', '=web', 'app=web,,tier', 'app in (web', 'app=a b', 'app>x']
  for (const selector of WRONG) {
    it(`${selector}: none`, () => expect(parseLabelSelector(selector).ok).to.equal(false))
  }
})

describe('a field selector', () => {
  const POD = { metadata: { name: 'web', namespace: 'shop' }, spec: { nodeName: 'n' }, status: { phase: 'Pending' } }
  const EVENT = {
    metadata: { name: 'e', namespace: 'shop' },
    involvedObject: { kind: 'Pod', name: 'a,b=c\\d', fieldPath: 'spec.containers{app}' },
    reportingComponent: 'kubelet',
  }
  const CASES: readonly [resource: ResourceName, selector: string, matches: boolean][] = [
    ['pods', '', true],
    ['pods', 'metadata.name=web', true],
    ['pods', 'metadata.name==web,metadata.namespace=shop', true],
    ['pods', 'metadata.name!=web', false],
    ['pods', 'spec.nodeName=', false],
    ['pods', 'spec.serviceAccountName=', true],
    ['pods', 'spec.hostNetwork=false', true],
    ['pods', 'status.phase!=Running', true],
    ['events', 'involvedObject.kind=Pod', true],
    ['events', 'involvedObject.kind=Deployment', false],
    ['events', 'involvedObject.name=a\\,b\\=c\\\\d', true],
    ['events', 'source=kubelet', true],
    ['events', 'reason=', true],
  ]
  for (const [resource, selector, matches] of CASES) {
    it(`of ${resource}, ${selector || '(empty)'}: ${matches}`, () => {
      const parsed = parseFieldSelector(resource, selector)
      expect(parsed.ok && parsed.value(resource === 'pods' ? POD : EVENT)).to.equal(matches)
    })
  }
  const WRONG: readonly [resource: ResourceName, selector: string, problem: string][] = [
    ['pods', 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['pods', 'spec.image=x', 'field label not supported: spec.image'],
    ['events', 'spec.nodeName=x', 'field label not supported: spec.nodeName'],
    ['pods', 'metadata.name=a=b', 'invalid field selector: a=b'],
    ['pods', 'metadata.name=a\\b', 'invalid field selector: a\\b'],
  ]
  for (const [resource, selector, problem] of WRONG) {
    it(`of ${resource}, ${selector}: none`, () => {
      expect(parseFieldSelector(resource, selector)).to.deep.equal({ ok: false, problem })
    })
  }
})
