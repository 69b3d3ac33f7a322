FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# No package needs its scripts: Node is here already.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && node image/app.ts /app

FROM node:24-slim
LABEL org.opencontainers.image.title="podstart" \
      org.opencontainers.image.description="One exact OpenTelemetry trace per Kubernetes pod start" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
ENV NODE_ENV=production
COPY --from=build /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
