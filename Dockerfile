# Pinned by version. Put @sha256:... of the image that you have pulled and looked at behind both, to pin them by content too.
FROM node:20.19.5-bookworm-slim AS build
WORKDIR /app
# For sqlite3, where there is no prebuilt one for the platform.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
# Scripts of packages run by name alone.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund && npm rebuild @swc/core sqlite3
COPY . .
RUN node scripts/build.js && npm prune --omit=dev --no-audit --no-fund && rm -rf dist/demo dist/bench dist/forge

FROM node:20.19.5-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json /app/config.json /app/atlassian-connect.json /app/LICENSE /app/THIRD-PARTY-NOTICES.txt ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/messages ./messages
COPY --from=build /app/dist ./dist
COPY deploy/healthcheck.js ./deploy/healthcheck.js
# The one folder that is written to, and only with SQLite: the root may be read-only.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "deploy/healthcheck.js"]
CMD ["node", "dist/server.js"]
