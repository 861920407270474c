# Surety in one image, for an external PostgreSQL; the role is the command's argument (start api | gateway | worker).
FROM node:24-bookworm-slim AS build
WORKDIR /surety
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production SURETY_HOST=0.0.0.0
WORKDIR /surety
COPY --from=build /surety/package.json ./
COPY --from=build /surety/node_modules ./node_modules
COPY --from=build /surety/dist ./dist
USER node
EXPOSE 4180
ENTRYPOINT ["node", "dist/apps/cli/src/main.js"]
CMD ["--help"]
