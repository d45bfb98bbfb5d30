# Two stages: the first builds, the second holds only what runs. Node is the image's own.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force \
  && mkdir /data && chown node:node /data
COPY --from=build /build/dist ./dist
COPY LICENSE README.md FEDERATION.md ./
RUN chmod +x dist/src/cli.js && ln -s /app/dist/src/cli.js /usr/local/bin/folkmoot
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 FOLKMOOT_DATA=/data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
