{{- /* The labels of an object. Takes (list . COMPONENT); no component for what belongs to all. */ -}}
{{- define "podstart.labels" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
app.kubernetes.io/name: podstart
{{- if $component }}
app.kubernetes.io/component: {{ $component }}
{{- end }}
app.kubernetes.io/part-of: podstart
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* By what its pods are known. Takes the component. */ -}}
{{- define "podstart.selector" -}}
app.kubernetes.io/name: podstart
app.kubernetes.io/component: {{ . }}
{{- end -}}

{{- /* Labels and annotations of a pod. Takes (list . COMPONENT VALUES). */ -}}
{{- define "podstart.podMetadata" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $values := index . 2 -}}
{{- $annotations := $values.podAnnotations | default dict -}}
{{- if ne $component "certs" -}}
{{- $annotations = merge (dict "checksum/config" (include "podstart.checksum" (list $root $component))) $annotations -}}
{{- end -}}
labels:
  {{- include "podstart.labels" (list $root $component) | nindent 2 }}
  {{- with $values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Pods are replaced when their settings change. */ -}}
{{- define "podstart.checksum" -}}
{{- $file := ternary "jaeger.yaml" "config.yaml" (eq (index . 1) "jaeger") -}}
{{- include "podstart.file" (list (index . 0) $file) | sha256sum -}}
{{- end -}}

{{- define "podstart.file" -}}
{{- ternary (include "podstart.jaegerYaml" (index . 0)) (include "podstart.yaml" (index . 0)) (eq (index . 1) "jaeger.yaml") -}}
{{- end -}}

{{- /* podstart.yaml. Helm reads whole numbers as floats, and would write large ones as 1e+06. */ -}}
{{- define "podstart.yaml" -}}
{{- $config := dict -}}
{{- range $key, $value := .Values.config -}}
{{- if and (kindIs "float64" $value) (eq (floor $value) $value) -}}
{{- $_ := set $config $key (int64 $value) -}}
{{- else -}}
{{- $_ := set $config $key $value -}}
{{- end -}}
{{- end -}}
{{- with .Values.namespaces -}}
{{- $_ := set $config "namespace" . -}}
{{- end -}}
{{- if not (or .Values.namespaces (hasKey $config "excludeNamespaces")) -}}
{{- $_ := set $config "excludeNamespaces" (list "kube-system" "kube-node-lease" .Release.Namespace) -}}
{{- end -}}
{{- toYaml $config }}
{{ end -}}

{{- define "podstart.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "podstart.tlsSecret" -}}
{{- if eq .Values.certificates.mode "existing" -}}
{{ .Values.certificates.existing.secretName }}
{{- else -}}
podstart-webhook-tls
{{- end -}}
{{- end -}}

{{- define "podstart.otlpEndpoint" -}}
{{- if .Values.jaeger.enabled -}}
http://podstart-jaeger:4318
{{- else -}}
{{ .Values.otlp.endpoint }}
{{- end -}}
{{- end -}}

{{- /* Where a pod may run. Takes its values. */ -}}
{{- define "podstart.placement" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "podstart.pullSecrets" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Takes the user's number. */ -}}
{{- define "podstart.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "podstart.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- /* A container's variables. Takes its values. */ -}}
{{- define "podstart.env" -}}
- name: NODE_OPTIONS
  value: --max-old-space-size={{ int .heap }}
{{- with .env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* Takes (dict "port" NAME "path" PATH "period" SECONDS "timeout" SECONDS), timeout and failures may be missing. */ -}}
{{- define "podstart.probe" -}}
httpGet:
  path: {{ .path }}
  port: {{ .port }}
periodSeconds: {{ .period }}
{{- with .timeout }}
timeoutSeconds: {{ . }}
{{- end }}
{{- with .failures }}
failureThreshold: {{ . }}
{{- end }}
{{- end -}}

{{- define "podstart.egress.dns" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end -}}

{{- /* Takes a list of ports. */ -}}
{{- define "podstart.egress.ports" -}}
- ports:
    {{- range . }}
    - port: {{ int . }}
      protocol: TCP
    {{- end }}
{{- end -}}
